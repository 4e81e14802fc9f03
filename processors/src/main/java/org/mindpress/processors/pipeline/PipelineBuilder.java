package org.mindpress.processors.pipeline;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.mindpress.engine.data.ChannelOrder;
import org.mindpress.engine.data.CropFlip;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.data.Resize;
import org.mindpress.engine.data.SplitFractions;
import org.mindpress.engine.quant.Block;
import org.mindpress.engine.quant.Granularity;
import org.mindpress.engine.quant.GroupKind;
import org.mindpress.engine.quant.LayerMatcher;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.ObserverKind;
import org.mindpress.engine.quant.PolicyRule;
import org.mindpress.engine.quant.TrainingMoment;

/** Turns a file that was found right into records. */
final class PipelineBuilder {
    private final UriRules uris;

    PipelineBuilder(UriRules uris) {
        this.uris = uris;
    }

    Pipeline build(SectionNode top) {
        SectionNode stages = top.child(Setting.STAGES);
        Optional<Schedule> schedule = Optional.of(top.child(Setting.SCHEDULE))
                .filter(section -> section.node().isPresent())
                .map(section -> new Schedule(
                        section.required(Setting.CRON).strip(),
                        ZoneId.of(section.required(Setting.TIME_ZONE)),
                        Misfire.of(section.required(Setting.MISFIRE)),
                        Math.toIntExact(section.whole(Setting.CATCH_UP_RUNS)),
                        Overlap.of(section.required(Setting.OVERLAP))));
        return new Pipeline(
                top.required(Setting.PIPELINE),
                schedule,
                data(top.child(Setting.DATA)),
                model(top.child(Setting.MODEL)),
                input(top.child(Setting.INPUT)),
                policy(top.child(Setting.POLICY), stages.child(Setting.STAGE_CALIBRATE)),
                stages(stages),
                top.has(Setting.GATE)
                        ? OptionalDouble.of(top.child(Setting.GATE).decimal(Setting.GATE_DROP_POINTS))
                        : OptionalDouble.empty(),
                top.whole(Setting.SEED));
    }

    private ModelUri model(SectionNode model) {
        return uris.resolve(model.required(Setting.URI)).withArchitecture(model.text(Setting.ARCHITECTURE));
    }

    private static DataSettings data(SectionNode data) {
        SectionNode augmentation = data.child(Setting.AUGMENTATION);
        return new DataSettings(
                data.required(Setting.SET),
                spelled(DataFormat.values(), DataFormat::spelling, data.required(Setting.FORMAT)),
                data.texts(Setting.CLASSES),
                new SplitFractions(
                        data.decimal(Setting.VALIDATION_SHARE),
                        data.decimal(Setting.TEST_SHARE),
                        data.whole(Setting.SPLIT_SEED)),
                data.isOn(Setting.GENERATED),
                new Completeness(
                        Completeness.Rule.valueOf(
                                data.required(Setting.COMPLETE_WHEN).toUpperCase(Locale.ROOT)),
                        Duration.ofMinutes(data.whole(Setting.QUIET_MINUTES))),
                NewData.of(data.required(Setting.NEW_DATA)),
                new CropFlip(augmentation.count(Setting.CROP_PADDING), augmentation.isOn(Setting.FLIP)));
    }

    private static InputSpecification input(SectionNode input) {
        return new InputSpecification(
                ChannelOrder.valueOf(input.required(Setting.CHANNELS)),
                input.count(Setting.HEIGHT),
                input.count(Setting.WIDTH),
                input.texts(Setting.MEAN).stream().map(Float::valueOf).toList(),
                input.texts(Setting.STANDARD_DEVIATION).stream()
                        .map(Float::valueOf)
                        .toList(),
                Resize.valueOf(input.required(Setting.RESIZE).replace('-', '_').toUpperCase(Locale.ROOT)));
    }

    private static LayerPolicy policy(SectionNode policy, SectionNode calibrate) {
        SectionNode defaults = policy.child(Setting.POLICY_DEFAULT);
        LayerSettings settings = new LayerSettings(
                granularity(defaults.required(Setting.DEFAULT_GRANULARITY)),
                defaults.count(Setting.DEFAULT_BITS),
                observer(calibrate.required(Setting.CALIBRATE_RANGE)),
                moment(defaults.required(Setting.DEFAULT_ACTIVATION_DELAY)),
                moment(defaults.required(Setting.DEFAULT_BATCH_NORMALIZATION_FREEZE)),
                moment(defaults.required(Setting.DEFAULT_OBSERVER_FREEZE)));
        List<PolicyRule> rules = policy.children(Setting.POLICY_RULES).stream()
                .map(PipelineBuilder::rule)
                .toList();
        return new LayerPolicy(settings, rules);
    }

    private static PolicyRule rule(SectionNode rule) {
        return new PolicyRule(
                matcher(rule),
                rule.text(Setting.RULE_GRANULARITY).map(PipelineBuilder::granularity),
                weightBits(rule),
                rule.text(Setting.RULE_OBSERVER).map(PipelineBuilder::observer),
                rule.text(Setting.RULE_ACTIVATION_DELAY).map(PipelineBuilder::moment),
                rule.text(Setting.RULE_BATCH_NORMALIZATION_FREEZE).map(PipelineBuilder::moment),
                rule.text(Setting.RULE_OBSERVER_FREEZE).map(PipelineBuilder::moment));
    }

    private static Optional<Integer> weightBits(SectionNode rule) {
        Optional<Integer> bits = rule.text(Setting.RULE_BITS).map(Integer::valueOf);
        return rule.text(Setting.RULE_PRECISION)
                .map(precision -> precision.equals("float32")
                        ? LayerSettings.FLOAT_BITS
                        : bits.orElse(LayerSettings.DEFAULT.weightBits()))
                .or(() -> bits);
    }

    private static LayerMatcher matcher(SectionNode rule) {
        if (rule.has(Setting.RULE_LAYERS)) {
            return new LayerMatcher.Glob(rule.required(Setting.RULE_LAYERS));
        }
        if (rule.has(Setting.RULE_TYPE)) {
            return new LayerMatcher.Type(
                    spelled(GroupKind.values(), GroupKind::spelling, rule.required(Setting.RULE_TYPE)));
        }
        return new LayerMatcher.Structure(spelled(Block.values(), Block::spelling, rule.required(Setting.RULE_BLOCK)));
    }

    private StageSettings stages(SectionNode stages) {
        SectionNode calibrate = stages.child(Setting.STAGE_CALIBRATE);
        SectionNode verify = stages.child(Setting.STAGE_VERIFY);
        String images = verify.required(Setting.VERIFY_IMAGES);
        return new StageSettings(
                stages.has(Setting.STAGE_QAT) ? Optional.of(qat(stages.child(Setting.STAGE_QAT))) : Optional.empty(),
                stages.has(Setting.STAGE_DISTILL)
                        ? Optional.of(distill(stages.child(Setting.STAGE_DISTILL)))
                        : Optional.empty(),
                new CalibrateSection(
                        calibrate.count(Setting.CALIBRATE_IMAGES),
                        calibrate.count(Setting.CALIBRATE_ITERATIONS),
                        calibrate.isOn(Setting.CALIBRATE_BIAS_CORRECTION)),
                new VerifySection(
                        images.equals("all") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(images)),
                        verify.count(Setting.VERIFY_PARITY_IMAGES),
                        verify.count(Setting.VERIFY_LATENCY_RUNS)));
    }

    private static TrainingSection qat(SectionNode qat) {
        return new TrainingSection(
                qat.required(Setting.QAT_OPTIMIZER),
                qat.decimal(Setting.QAT_LEARNING_RATE),
                qat.decimal(Setting.QAT_MOMENTUM),
                qat.decimal(Setting.QAT_WEIGHT_DECAY),
                length(qat, Setting.QAT_STEPS, Setting.QAT_EPOCHS),
                qat.count(Setting.QAT_BATCH));
    }

    private DistillSection distill(SectionNode distill) {
        TrainingSection training = new TrainingSection(
                distill.required(Setting.DISTILL_OPTIMIZER),
                distill.decimal(Setting.DISTILL_LEARNING_RATE),
                distill.decimal(Setting.DISTILL_MOMENTUM),
                distill.decimal(Setting.DISTILL_WEIGHT_DECAY),
                length(distill, Setting.DISTILL_STEPS, Setting.DISTILL_EPOCHS),
                distill.count(Setting.DISTILL_BATCH));
        String teacher = distill.required(Setting.DISTILL_TEACHER);
        return new DistillSection(
                training,
                distill.decimal(Setting.DISTILL_ALPHA),
                distill.decimal(Setting.DISTILL_TEMPERATURE),
                teacher.equals("float") ? Optional.empty() : Optional.of(uris.resolve(teacher)));
    }

    private static TrainingLength length(SectionNode stage, Setting steps, Setting epochs) {
        return stage.has(steps)
                ? new TrainingLength(stage.whole(steps), TrainingLength.Unit.STEPS)
                : new TrainingLength(stage.whole(epochs), TrainingLength.Unit.EPOCHS);
    }

    private static Granularity granularity(String word) {
        return spelled(Granularity.values(), Granularity::spelling, word);
    }

    private static ObserverKind observer(String word) {
        return spelled(ObserverKind.values(), ObserverKind::spelling, word);
    }

    private static TrainingMoment moment(String text) {
        return Moments.parse(text).orElseThrow(() -> new IllegalArgumentException("no moment: " + text));
    }

    private static <E> E spelled(E[] values, Function<E, String> spelling, String word) {
        return Arrays.stream(values)
                .filter(value -> spelling.apply(value).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown word " + word));
    }
}
