package org.mindpress.engine.mindir;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** L07 to L12, L23 and L24: which operators follow which, and how the graph ends. */
final class StructureRules {
    private static final Set<String> VERIFIED = Set.of(
            QuantizationMarker.OPERATOR,
            "Conv2D",
            "BiasAdd",
            "ReLU",
            "ReLU6",
            "Add",
            "MaxPool",
            "AvgPool",
            "Pad",
            "Reshape",
            "MatMul",
            "ReduceMean",
            "Softmax",
            "BatchMatMul",
            "Dense",
            "Flatten",
            "BatchNorm",
            "FusedBatchNorm",
            "Scale",
            "ScaleFusion");

    private StructureRules() {}

    static void denseLayersAreConvolutions(LintGraph graph) {
        for (MindirNode node : graph.nodes("MatMul", "BatchMatMul", "Dense")) {
            graph.report(
                    "L07",
                    node,
                    "a dense layer as " + node.operator() + " stays float, does not load or has an 8-bit bias",
                    "write it as a convolution with a 1x1 kernel");
        }
    }

    static void endsInMarkerAndReshape(LintGraph graph) {
        for (MindirOutput output : graph.model().outputs()) {
            Optional<MindirNode> last = graph.producer(output.source());
            if (last.filter(node -> LintGraph.is(node, "Softmax")).isPresent()) {
                last = graph.producer(last.get(), 0);
            }
            if (last.filter(QuantizationMarker::isMarker).isPresent()) {
                last = graph.producer(last.get(), 0);
            }
            boolean flat = last.filter(node -> LintGraph.is(node, "Flatten")).isPresent();
            boolean good = last.filter(node -> LintGraph.is(node, "Reshape"))
                    .filter(node -> graph.parameters(node, 0).isPresent())
                    .isPresent();
            if (!good && !flat && last.isPresent()) {
                graph.report(
                        "L08",
                        last.get(),
                        "the graph does not end in marker, Reshape, output: its last layer stays float without a"
                                + " message",
                        "append a marker and a Reshape");
            }
        }
    }

    static void reshapeInsteadOfFlatten(LintGraph graph) {
        for (MindirNode node : graph.nodes("Flatten")) {
            graph.report("L09", node, "Flatten runs in float behind a cast", "use Reshape with explicit sizes");
        }
    }

    static void residualAddFeedsConvolutionsAndPools(LintGraph graph) {
        for (MindirNode add : graph.nodes("Add")) {
            MindirNode end = graph.endOfGroup(add);
            MindirNode read = graph.markerBehind(end).orElse(end);
            for (MindirNode user : graph.consumers(read)) {
                if (LintGraph.is(user, "Reshape", "ReduceMean", "Flatten")) {
                    graph.report(
                            "L10",
                            user,
                            "reads a residual Add: Add and ReLU are not fused and run in float without a message",
                            "use AvgPool over the map and a 1x1 convolution behind a residual Add");
                }
            }
        }
    }

    static void nothingInt8BehindTheLastReshape(LintGraph graph) {
        for (MindirNode softmax : graph.nodes("Softmax")) {
            if (!graph.isOutput(softmax)) {
                graph.report(
                        "L11",
                        softmax,
                        "Softmax inside the graph runs in float between two casts",
                        "move it to the end, or leave it out");
            }
        }
        for (MindirNode reshape : graph.nodes("Reshape")) {
            MindirNode read = graph.markerBehind(reshape).orElse(reshape);
            if (graph.isOutput(read)
                    && graph.consumers(read).stream().anyMatch(user -> !LintGraph.is(user, "Softmax"))) {
                graph.report(
                        "L11",
                        reshape,
                        "an int8 operator reads the last Reshape, which forces another data layout on it",
                        "let the operator read what the Reshape reads");
            }
        }
    }

    static void activationsAreFused(LintGraph graph) {
        for (MindirNode node : graph.nodes("ReLU", "ReLU6")) {
            if (graph.producer(node, 0, before -> LintGraph.is(before, "Conv2D", "BiasAdd", "Add", "BatchNorm"))
                    .isEmpty()) {
                graph.report(
                        "L12",
                        node,
                        "a stand-alone int8 activation: ARM64 turns code 127 into -128",
                        "put the activation directly behind a convolution or an Add");
            }
        }
    }

    static void fileIsWellFormed(LintGraph graph) {
        if (graph.model().dialect() != MindirModel.Dialect.D1) {
            graph.reportFile(
                    "L23",
                    "mind_ir_version " + graph.model().version() + " is refused by MindSpore Lite up to 2.2",
                    "write dialect D1, version 1");
        }
        Set<String> primitives = new HashSet<>();
        Set<String> domains = new HashSet<>();
        for (MindirNode node : graph.model().nodes()) {
            if (!node.primitive().isEmpty() && !primitives.add(node.primitive())) {
                graph.report(
                        "L23",
                        node,
                        "shares primitive " + node.primitive() + ": quantisation parameters are stored on it",
                        "give every node a primitive of its own");
            }
            if (node.domain().isEmpty() || !domains.add(node.domain())) {
                graph.report("L23", node, "its domain is empty or not unique", "give every node a domain of its own");
            }
            if (node.outputs().isEmpty()) {
                graph.report("L23", node, "declares no output shape", "write the shape attribute");
            }
        }
    }

    static void onlyVerifiedOperators(LintGraph graph) {
        for (MindirNode node : graph.model().nodes()) {
            if (!VERIFIED.contains(node.operator()) && !FloatIsland.isBarrier(graph.model(), node)) {
                graph.report(
                        "L24",
                        node,
                        "operator " + node.operator() + " was never verified in int8 on the device",
                        "replace it by the operators of the device form");
            }
        }
    }
}
