package org.mindpress.processors.pipeline;

import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Checks single values and lists of them against their {@link ValueRule}. */
final class ValueCheck {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?");
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,3})?");

    private final UriRules uris;
    private final BiConsumer<Node, String> report;

    ValueCheck(UriRules uris, BiConsumer<Node, String> report) {
        this.uris = uris;
        this.report = report;
    }

    /** Whether a key stands there without a value. */
    static boolean isEmpty(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN
                && (scalar.getValue().isEmpty()
                        || scalar.getValue().equals("null")
                        || scalar.getValue().equals("~"));
    }

    void wrongType(Setting setting, Node node) {
        report.accept(
                node,
                "'" + setting.key() + "' takes " + setting.rule().kind().expectation() + ", found " + found(node));
    }

    void check(Setting setting, Node node) {
        switch (setting.rule().kind()) {
            case DECIMALS, TEXTS -> checkList(setting, node);
            default -> {
                if (node instanceof ScalarNode scalar && !isEmpty(node)) {
                    checkScalar(setting, scalar);
                } else {
                    wrongType(setting, node);
                }
            }
        }
    }

    private void checkList(Setting setting, Node node) {
        if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
            wrongType(setting, node);
            return;
        }
        boolean numbers = setting.rule().kind() == ValueRule.Kind.DECIMALS;
        for (Node item : sequence.getValue()) {
            boolean fits = item instanceof ScalarNode scalar
                    && !isEmpty(item)
                    && (!numbers
                            || (isPlain(scalar)
                                    && DECIMAL.matcher(scalar.getValue()).matches()));
            if (!fits) {
                report.accept(
                        item,
                        "'" + setting.key() + "' takes " + setting.rule().kind().expectation() + ", found in it "
                                + found(item));
            }
        }
    }

    private void checkScalar(Setting setting, ScalarNode node) {
        String value = node.getValue();
        ValueRule rule = setting.rule();
        switch (rule.kind()) {
            case NAME -> require(NAME.matcher(value).matches(), setting, node);
            case WHOLE -> checkNumber(setting, node, WHOLE);
            case DECIMAL -> checkNumber(setting, node, DECIMAL);
            case WHOLE_OR_ALL -> {
                if (!value.equals("all")) {
                    checkNumber(setting, node, WHOLE);
                }
            }
            case SWITCH -> require(isPlain(node) && (value.equals("true") || value.equals("false")), setting, node);
            case CHOICE -> {
                if (!rule.choices().contains(value)) {
                    report.accept(
                            node,
                            "'" + setting.key() + "' cannot be '" + value + "'"
                                    + NearestWord.to(value, rule.choices())
                                            .map(word -> " (did you mean '" + word + "'?)")
                                            .orElse("")
                                    + "; known: " + String.join(", ", rule.choices()));
                }
            }
            case MOMENT -> checkMoment(setting, node);
            case URI -> checkUri(setting, node);
            default -> require(!value.isBlank(), setting, node);
        }
    }

    private void checkNumber(Setting setting, ScalarNode node, Pattern form) {
        if (!isPlain(node) || !form.matcher(node.getValue()).matches()) {
            wrongType(setting, node);
            return;
        }
        double number = Double.parseDouble(node.getValue());
        ValueRule rule = setting.rule();
        if (number < rule.least() || number > rule.most()) {
            report.accept(
                    node,
                    "'" + setting.key() + "' must lie in " + plain(rule.least()) + " to " + plain(rule.most())
                            + ", found " + node.getValue());
        }
    }

    private void checkMoment(Setting setting, ScalarNode node) {
        if (Moments.parse(node.getValue()).isPresent()) {
            return;
        }
        if (DECIMAL.matcher(node.getValue()).matches()) {
            report.accept(
                    node,
                    "'" + setting.key() + "' has no unit: write '" + node.getValue() + " steps' or '" + node.getValue()
                            + " epochs'");
        } else {
            wrongType(setting, node);
        }
    }

    private void checkUri(Setting setting, ScalarNode node) {
        if (setting.defaultText().filter(node.getValue()::equals).isPresent()) {
            return;
        }
        try {
            uris.resolve(node.getValue());
        } catch (IllegalArgumentException e) {
            report.accept(node, "'" + setting.key() + "': " + e.getMessage());
        }
    }

    private void require(boolean fits, Setting setting, Node node) {
        if (!fits) {
            wrongType(setting, node);
        }
    }

    private static boolean isPlain(ScalarNode node) {
        return node.getScalarStyle() == ScalarStyle.PLAIN;
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e18
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private static String found(Node node) {
        if (node instanceof MappingNode) {
            return "a mapping";
        }
        if (node instanceof SequenceNode) {
            return "a list";
        }
        if (isEmpty(node)) {
            return "nothing";
        }
        String value = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        return "'" + (value.length() > 60 ? value.substring(0, 60) + "…" : value) + "'";
    }
}
