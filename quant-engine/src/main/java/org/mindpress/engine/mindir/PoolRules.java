package org.mindpress.engine.mindir;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** L15, L16, L18 and L19: operators that keep scale and zero point; and full coverage by markers. */
final class PoolRules {
    private static final long LARGEST_WINDOW = 128;

    private PoolRules() {}

    static void poolsKeepTheRange(LintGraph graph) {
        for (MindirNode pool : graph.nodes("MaxPool", "AvgPool")) {
            if (differs(graph, pool)) {
                graph.report(
                        "L15",
                        pool,
                        "the marker behind the pool differs from the one before it: results wrap around on x86",
                        "repeat scale and zero point of the input");
            }
        }
    }

    private static boolean differs(LintGraph graph, MindirNode node) {
        Optional<QuantizationMarker> after = graph.markerBehind(node).flatMap(LintGraph::marker);
        return after.isPresent() && !after.equals(graph.parameters(node, 0));
    }

    static void averageWindowsAreSmall(LintGraph graph) {
        for (MindirNode pool : graph.nodes("AvgPool")) {
            OptionalDouble elements = windowElements(pool);
            if (elements.isEmpty()) {
                graph.report(
                        "L16",
                        pool,
                        "does not say over how many elements it averages: the 16-bit sum overflows beyond 128",
                        "write kernel_size");
            } else if (elements.getAsDouble() > LARGEST_WINDOW) {
                graph.report(
                        "L16",
                        pool,
                        "averages " + (long) elements.getAsDouble() + " elements, the 16-bit sum overflows beyond 128",
                        "pool in two stages, or reduce the map before");
            }
        }
    }

    /** In either dialect; empty when the file does not say it. */
    private static OptionalDouble windowElements(MindirNode pool) {
        try {
            return pool.setting("kernel_size", 1).stream()
                    .map(value -> MindirValues.integers(value, pool.place("kernel_size")))
                    .mapToDouble(kernel -> kernel.stream().reduce(1.0, (area, side) -> area * side, (a, b) -> a * b))
                    .findFirst();
        } catch (IllegalArgumentException noNumbers) {
            return OptionalDouble.empty();
        }
    }

    static void padStandsBeforeMaxPool(LintGraph graph) {
        for (MindirNode pad : graph.nodes("Pad")) {
            Optional<QuantizationMarker> before = graph.producer(pad, 0).flatMap(LintGraph::marker);
            List<MindirNode> users = graph.consumers(pad);
            boolean good = before.isPresent()
                    && users.size() == 1
                    && LintGraph.is(users.get(0), "MaxPool")
                    && graph.markerBehind(users.get(0))
                            .flatMap(LintGraph::marker)
                            .equals(before);
            if (!good) {
                graph.report(
                        "L18",
                        pad,
                        "Pad is int8 only as marker, Pad, MaxPool, marker with equal markers",
                        "move the padding into the convolution, or put equal markers around Pad and MaxPool");
            }
        }
    }

    static void reshapeKeepsTheRange(LintGraph graph) {
        for (MindirNode reshape : graph.nodes("Reshape")) {
            if (differs(graph, reshape)) {
                graph.report(
                        "L19",
                        reshape,
                        "the marker behind the Reshape differs from the one before it: an unverified conversion",
                        "repeat scale and zero point of the input");
            }
        }
    }

    static void everyActivationHasAMarker(LintGraph graph) {
        for (MindirNode node : graph.nodes("Conv2D", "Add", "MaxPool", "AvgPool", "Reshape")) {
            int inputs = LintGraph.is(node, "Add") ? 2 : 1;
            if (node.inputs().size() < inputs) {
                graph.report(
                        "coverage",
                        node,
                        "has " + node.inputs().size() + " inputs, expected " + inputs,
                        "write the node with all its inputs");
                continue;
            }
            for (int input = 0; input < inputs; input++) {
                if (graph.parameters(node, input).isEmpty()) {
                    graph.report(
                            "coverage",
                            node,
                            "input " + input + " has no marker: the node runs in float without a message",
                            "put a marker on every activation");
                }
            }
            if (LintGraph.is(node, "Conv2D", "Add")
                    && graph.outputParameters(node).isEmpty()) {
                graph.report(
                        "coverage",
                        node,
                        "its output has no marker: the node runs in float without a message",
                        "put a marker on every activation");
            }
        }
    }
}
