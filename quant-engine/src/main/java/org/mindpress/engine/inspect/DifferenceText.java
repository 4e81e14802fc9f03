package org.mindpress.engine.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mindpress.engine.evaluate.Sqnr;
import org.mindpress.engine.inspect.ModelDifference.Count;
import org.mindpress.engine.inspect.ModelDifference.Kind;
import org.mindpress.engine.inspect.ModelDifference.LayerChange;
import org.mindpress.engine.inspect.ModelDifference.NodeChange;
import org.mindpress.engine.inspect.ModelDifference.TensorChange;
import org.mindpress.engine.inspect.ModelDifference.TextChange;

/** A difference for people: {@code -} the first file alone, {@code +} the second alone, {@code ~} both, differently. */
final class DifferenceText {
    private static final int LONGEST = 120;

    private final ModelDifference difference;
    private final List<String> lines = new ArrayList<>();

    DifferenceText(ModelDifference difference) {
        this.difference = difference;
    }

    List<String> lines() {
        lines.add("first   " + file(difference.first()));
        lines.add("second  " + file(difference.second()));
        section(
                "header:",
                difference.header().stream().map(DifferenceText::text).toList());
        section(
                "inputs and outputs:",
                difference.ends().stream().map(DifferenceText::text).toList());
        section(
                "nodes:",
                difference.nodes().stream().flatMap(node -> node(node).stream()).toList());
        section(
                "tensors:",
                difference.tensors().stream().map(DifferenceText::tensor).toList());
        section(
                "layers with weights:",
                difference.layers().stream().map(DifferenceText::layer).toList());
        section(
                "quantised activations:",
                difference.points().stream()
                        .map(point -> text(new TextChange(
                                point.layer(),
                                point.before().stream().map(String::valueOf).toList(),
                                point.after().stream().map(String::valueOf).toList())))
                        .toList());
        section(
                "not compared:",
                difference.notCompared().stream().map(what -> "? " + what).toList());
        lines.add(conclusion());
        return List.copyOf(lines);
    }

    private static String file(FileIdentity identity) {
        return identity.file() + ": " + identity.bytes() + " bytes, sha256 " + identity.sha256();
    }

    private void section(String title, List<String> rows) {
        if (!rows.isEmpty()) {
            lines.add(title);
            rows.forEach(row -> lines.add("  " + row));
        }
    }

    private String conclusion() {
        if (difference.same()) {
            return difference.first().sha256().equals(difference.second().sha256())
                    ? "same: equal bytes"
                    : "same: other bytes, equal graph and numbers";
        }
        return "different: " + difference.nodes().size() + " nodes, "
                + difference.tensors().size() + " tensors, "
                + difference.layers().size() + " layers, "
                + difference.points().size() + " quantised activations";
    }

    private static String text(TextChange change) {
        if (change.before().isEmpty()) {
            return "+ " + change.name() + ": " + cut(change.after().get(0));
        }
        if (change.after().isEmpty()) {
            return "- " + change.name() + ": " + cut(change.before().get(0));
        }
        return "~ " + change.name() + ": " + cut(change.before().get(0)) + " -> "
                + cut(change.after().get(0));
    }

    private static List<String> node(NodeChange change) {
        List<String> rows = new ArrayList<>();
        if (change.change() == Kind.CHANGED) {
            rows.add("~ " + change.node());
            change.details().forEach(detail -> rows.add("    " + text(detail)));
        } else {
            TextChange operator = change.details().get(0);
            List<String> there = change.change() == Kind.ADDED ? operator.after() : operator.before();
            rows.add(sign(change.change()) + change.node() + "  " + there.get(0));
        }
        return rows;
    }

    private static String tensor(TensorChange change) {
        String name = sign(change.change()) + change.tensor() + "  ";
        if (change.elements() > 0) {
            return name + change.before().get(0) + "  " + change.differing() + " of " + change.elements()
                    + " differ, by at most " + String.format(Locale.ROOT, "%.3g", change.largest());
        }
        return name + forms(change.before(), change.after());
    }

    private static String layer(LayerChange change) {
        StringBuilder line = new StringBuilder(sign(change.change()))
                .append(change.layer())
                .append("  ")
                .append(forms(change.before(), change.after()));
        count(line, "codes", change.codes());
        count(line, "scales", change.scales());
        count(line, "biases", change.biases());
        count(line, "bias codes", change.biasCodes());
        change.decibels().forEach(ratio -> line.append(String.format(Locale.ROOT, "  weight SQNR %.1f dB", ratio)));
        if (change.ratio().contains(Sqnr.Kind.EXACT)) {
            line.append("  weight equal");
        }
        return line.toString();
    }

    private static void count(StringBuilder line, String what, Count count) {
        if (count.compared() > 0) {
            line.append("  ")
                    .append(what)
                    .append(' ')
                    .append(count.differing())
                    .append('/')
                    .append(count.compared());
        } else if (count.differing() > 0) {
            line.append("  ").append(what).append(" in other number");
        }
    }

    private static String forms(List<String> before, List<String> after) {
        if (before.equals(after) || after.isEmpty()) {
            return before.get(0);
        }
        return before.isEmpty() ? after.get(0) : before.get(0) + " -> " + after.get(0);
    }

    private static String sign(Kind kind) {
        return kind == Kind.ADDED ? "+ " : kind == Kind.REMOVED ? "- " : "~ ";
    }

    private static String cut(String text) {
        String line = text.replace('\n', ' ');
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
