package org.mindpress.routes.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mindpress.engine.mindir.MindirModel;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.MindirReader;
import org.mindpress.engine.mindir.Operand;
import org.mindpress.engine.mindir.QuantizationMarker;

/** What a MindIR file holds, in lines for people. */
final class MindirLines {
    private static final int SHOWN_VALUES = 4;

    private MindirLines() {}

    /** Header, user information, parameters and nodes; markers with scale and zero point. */
    static List<String> of(String fileName, byte[] bytes) {
        MindirModel model = MindirReader.read(fileName, bytes);
        List<String> lines = new ArrayList<>();
        lines.add("MindIR, version " + model.version() + " (dialect " + model.dialect() + "), producer '"
                + model.producer() + "'");
        model.userInfo().forEach((key, value) -> lines.add("info   " + key + " = " + value));
        model.inputs().forEach(input -> lines.add("input  " + input.name() + "  " + input.type()));
        model.outputs()
                .forEach(output -> lines.add("output " + output.name() + "  "
                        + output.type().map(String::valueOf).orElse("type not declared") + "  from "
                        + operand(output.source())));
        Map<String, Integer> counts = new TreeMap<>();
        model.nodes().forEach(node -> counts.merge(node.operator(), 1, Integer::sum));
        lines.add("operators: " + counts);
        lines.add("parameters:");
        model.parameters()
                .forEach(parameter -> lines.add("  " + parameter.name() + "  " + parameter.type() + "  "
                        + parameter.data().bytes().length + " bytes"));
        lines.add("nodes:");
        model.nodes().forEach(node -> lines.add("  " + line(node)));
        return lines;
    }

    private static String line(MindirNode node) {
        StringBuilder line = new StringBuilder(node.operator())
                .append("  ")
                .append(node.layer().orElse(node.name()))
                .append("  ")
                .append(String.join(
                        ", ", node.inputs().stream().map(MindirLines::operand).toList()))
                .append("  -> ")
                .append(
                        node.outputs().isEmpty()
                                ? "type not declared"
                                : node.outputs().get(0).toString());
        if (QuantizationMarker.isMarker(node)) {
            QuantizationMarker marker = QuantizationMarker.of(node);
            line.append("  scale ").append(few(marker.scales()));
            line.append(", zero point ").append(few(marker.zeroPoints()));
        }
        return line.toString();
    }

    private static String operand(Operand operand) {
        if (operand instanceof Operand.Input input) {
            return input.name();
        }
        if (operand instanceof Operand.Parameter parameter) {
            return parameter.name();
        }
        if (operand instanceof Operand.Result result) {
            return result.node();
        }
        return operand instanceof Operand.Tuple tuple
                ? "("
                        + String.join(
                                ", ",
                                tuple.elements().stream()
                                        .map(MindirLines::operand)
                                        .toList()) + ")"
                : "constant";
    }

    private static String few(List<?> values) {
        String shown = String.join(
                " ", values.stream().limit(SHOWN_VALUES).map(String::valueOf).toList());
        return values.size() > SHOWN_VALUES ? shown + " … (" + values.size() + ")" : shown;
    }
}
