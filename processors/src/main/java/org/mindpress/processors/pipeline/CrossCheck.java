package org.mindpress.processors.pipeline;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.mindpress.engine.data.ChannelOrder;
import org.mindpress.engine.quant.TrainingMoment;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Rules over more than one key. A rule that meets a value of the wrong type stays silent: {@link FileCheck} has reported it. */
final class CrossCheck {
    private static final int FEWEST_CRON_FIELDS = 6;
    private static final int MOST_CRON_FIELDS = 7;

    private final BiConsumer<Node, String> report;

    CrossCheck(BiConsumer<Node, String> report) {
        this.report = report;
    }

    void check(SectionNode top) {
        checkSchedule(top.child(Setting.SCHEDULE));
        checkInput(top.child(Setting.INPUT));
        checkData(top.child(Setting.DATA));
        checkCompleteness(top.child(Setting.DATA));
        checkResize(top.child(Setting.DATA), top.child(Setting.INPUT));
        SectionNode policy = top.child(Setting.POLICY);
        policy.children(Setting.POLICY_RULES).forEach(this::checkRule);
        SectionNode stages = top.child(Setting.STAGES);
        checkLength(stages.child(Setting.STAGE_QAT), Setting.QAT_STEPS, Setting.QAT_EPOCHS);
        checkLength(stages.child(Setting.STAGE_DISTILL), Setting.DISTILL_STEPS, Setting.DISTILL_EPOCHS);
        checkDelays(policy, stages);
    }

    private void checkSchedule(SectionNode schedule) {
        scalar(schedule, Setting.CRON).ifPresent(node -> {
            int fields = node.getValue().strip().split("\\s+").length;
            if (fields < FEWEST_CRON_FIELDS || fields > MOST_CRON_FIELDS) {
                report.accept(
                        node,
                        "a cron expression has six or seven fields (second minute hour day month weekday year), this one has "
                                + fields);
            }
        });
        scalar(schedule, Setting.TIME_ZONE).ifPresent(node -> {
            try {
                ZoneId.of(node.getValue());
            } catch (DateTimeException e) {
                String known = NearestWord.to(node.getValue(), ZoneId.getAvailableZoneIds())
                        .map(word -> " (did you mean '" + word + "'?)")
                        .orElse("");
                report.accept(node, "unknown time zone '" + node.getValue() + "'" + known);
            }
        });
    }

    private void checkInput(SectionNode input) {
        Optional<ChannelOrder> channels = scalar(input, Setting.CHANNELS)
                .map(ScalarNode::getValue)
                .flatMap(word -> Stream.of(ChannelOrder.values())
                        .filter(order -> order.name().equals(word))
                        .findFirst());
        for (Setting setting : List.of(Setting.MEAN, Setting.STANDARD_DEVIATION)) {
            Optional<Node> list = input.value(setting);
            if (channels.isEmpty() || list.isEmpty() || !(list.get() instanceof SequenceNode found)) {
                continue;
            }
            int expected = channels.get().channels();
            if (found.getValue().size() != expected) {
                report.accept(
                        found,
                        "'" + setting.key() + "' needs " + expected + " values for " + channels.get() + ", found "
                                + found.getValue().size());
            }
        }
    }

    private void checkCompleteness(SectionNode data) {
        boolean marker = !data.has(Setting.COMPLETE_WHEN)
                || scalar(data, Setting.COMPLETE_WHEN)
                        .filter(node -> node.getValue().equals("marker"))
                        .isPresent();
        if (marker) {
            data.value(Setting.QUIET_MINUTES)
                    .ifPresent(node -> report.accept(
                            node, "'quiet-minutes' is for 'complete-when: quiet'; here the marker _READY decides"));
        }
    }

    private void checkData(SectionNode data) {
        Optional<String> format = scalar(data, Setting.FORMAT).map(ScalarNode::getValue);
        if (format.isEmpty()) {
            return;
        }
        for (Setting setting : List.of(Setting.VALIDATION_SHARE, Setting.TEST_SHARE, Setting.SPLIT_SEED)) {
            if (!format.get().equals(DataFormat.FOLDERS.spelling())) {
                data.value(setting)
                        .ifPresent(node -> report.accept(
                                node,
                                "'" + setting.key() + "' is for format folders; " + format.get()
                                        + " is split by its official files"));
            }
        }
        if (!format.get().equals(DataFormat.IDX.spelling())) {
            data.value(Setting.CLASSES)
                    .ifPresent(node ->
                            report.accept(node, "'classes' is for format idx; " + format.get() + " brings its names"));
        }
        double shares = number(data, Setting.VALIDATION_SHARE) + number(data, Setting.TEST_SHARE);
        if (shares >= 1) {
            data.node()
                    .ifPresent(node -> report.accept(
                            node, "the shares of validation and test leave no image to train on: " + shares));
        }
    }

    /** Folders hold images of any size and are resized while they are read; the other formats keep their one size. */
    private void checkResize(SectionNode data, SectionNode input) {
        Optional<String> format = scalar(data, Setting.FORMAT).map(ScalarNode::getValue);
        Optional<ScalarNode> resize = scalar(input, Setting.RESIZE);
        if (format.isEmpty() || resize.isEmpty()) {
            return;
        }
        boolean folders = format.get().equals(DataFormat.FOLDERS.spelling());
        if (resize.get().getValue().equals(folders ? "normalized-bilinear" : "bilinear")) {
            report.accept(
                    resize.get(),
                    folders
                            ? "format folders is resized before normalisation: 'resize: bilinear'"
                            : "format " + format.get()
                                    + " is resized after normalisation: 'resize: normalized-bilinear'");
        }
    }

    private void checkRule(SectionNode rule) {
        if (rule.node().isEmpty()) {
            return;
        }
        MappingNode node = rule.node().get();
        List<Setting> matchers = Stream.of(Setting.RULE_LAYERS, Setting.RULE_TYPE, Setting.RULE_BLOCK)
                .filter(rule::has)
                .toList();
        if (matchers.size() != 1) {
            report.accept(
                    node,
                    "a rule names its layers by exactly one of 'layers', 'type' and 'block', found " + matchers.size());
        }
        if (rule.has(Setting.RULE_BITS)
                && rule.text(Setting.RULE_PRECISION).filter("float32"::equals).isPresent()) {
            report.accept(node, "a layer in float32 has no 'bits': remove one of 'bits' and 'precision'");
        }
        if (node.getValue().size() <= matchers.size()) {
            report.accept(node, "a rule sets something beside naming layers, such as 'granularity: per-channel'");
        }
    }

    private void checkLength(SectionNode stage, Setting steps, Setting epochs) {
        stage.node().ifPresent(node -> {
            if (stage.has(steps) == stage.has(epochs)) {
                report.accept(
                        node,
                        "a training says its length by either 'steps' or 'epochs'"
                                + (stage.has(steps) ? ", not both" : ""));
            }
        });
    }

    /** A training that ends before the delay has passed was never trained quantised. Epochs are only known with the data. */
    private void checkDelays(SectionNode policy, SectionNode stages) {
        OptionalLong qat = steps(stages, Setting.STAGE_QAT, Setting.QAT_STEPS);
        OptionalLong distill = steps(stages, Setting.STAGE_DISTILL, Setting.DISTILL_STEPS);
        boolean trains = stages.has(Setting.STAGE_QAT) || stages.has(Setting.STAGE_DISTILL);
        if (!trains || qat.isEmpty() || distill.isEmpty()) {
            return;
        }
        long all = qat.getAsLong() + distill.getAsLong();
        List<Optional<ScalarNode>> delays = new ArrayList<>();
        delays.add(scalar(policy.child(Setting.POLICY_DEFAULT), Setting.DEFAULT_ACTIVATION_DELAY));
        policy.children(Setting.POLICY_RULES).forEach(rule -> delays.add(scalar(rule, Setting.RULE_ACTIVATION_DELAY)));
        delays.stream()
                .flatMap(Optional::stream)
                .forEach(node -> Moments.parse(node.getValue())
                        .filter(moment -> moment.unit() == TrainingMoment.Unit.STEPS && moment.steps() >= all)
                        .ifPresent(moment -> report.accept(
                                node,
                                "the delay of " + moment + " never passes in " + all
                                        + " training steps: activations would never be trained quantised")));
    }

    /** Steps of a training; 0 when it is not listed, empty when the file does not say them. */
    private static OptionalLong steps(SectionNode stages, Setting stage, Setting steps) {
        if (!stages.has(stage)) {
            return OptionalLong.of(0);
        }
        return scalar(stages.child(stage), steps)
                .map(ScalarNode::getValue)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElseGet(OptionalLong::empty);
    }

    private static double number(SectionNode section, Setting setting) {
        String text = scalar(section, setting)
                .map(ScalarNode::getValue)
                .orElseGet(() -> setting.defaultText().orElse("0"));
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Optional<ScalarNode> scalar(SectionNode section, Setting setting) {
        return section.value(setting).filter(ScalarNode.class::isInstance).map(ScalarNode.class::cast);
    }
}
