package org.mindpress.engine.mindir;

import java.util.Optional;

/** L05, L06, L13, L14, L17, L21 and L22: convolutions, their weights, biases and multipliers. */
final class ConvolutionRules {
    private static final double LARGEST_BIAS_CODE = 1L << 30;
    private static final long LARGEST_SUM = 1L << 31;

    private ConvolutionRules() {}

    static void biasIsAFloatVector(LintGraph graph) {
        for (MindirNode bias : graph.nodes("BiasAdd")) {
            if (graph.producer(bias, 0, node -> LintGraph.is(node, "Conv2D")).isEmpty()) {
                continue;
            }
            Optional<TensorData> vector = graph.constant(bias, 1);
            if (vector.isEmpty()
                    || vector.get().type().elementType() != ElementType.FLOAT32
                    || vector.get().type().shape().size() != 1) {
                graph.report(
                        "L05",
                        bias,
                        "the bias of a convolution is no float32 vector: the converted file does not load",
                        "store the bias as float32 [channels], without marker");
            }
        }
    }

    static void batchNormIsFolded(LintGraph graph) {
        for (MindirNode node : graph.nodes("BatchNorm", "FusedBatchNorm", "Scale", "ScaleFusion")) {
            graph.report(
                    "L06",
                    node,
                    node.operator() + " stays beside the markers: the converted file does not load",
                    "fold it into the convolution before it");
        }
    }

    static void groupsShareOneScale(LintGraph graph) {
        for (MindirNode node : graph.nodes("Conv2D")) {
            ConvolutionNumbers.of(graph, node).ifPresent(numbers -> {
                if (numbers.isGrouped() && numbers.scaleCount() > 1) {
                    graph.report(
                            "L14",
                            node,
                            "a grouped convolution with one weight scale per channel: the converted file does not load",
                            "quantise this weight per tensor");
                }
            });
        }
    }

    static void everyWeightHasAMarker(LintGraph graph) {
        for (MindirNode node : graph.nodes("Conv2D")) {
            boolean marked =
                    graph.producer(node, 1, QuantizationMarker::isMarker).isPresent();
            if (!marked && !FloatIsland.isConvolution(graph.model(), node)) {
                graph.report(
                        "L17",
                        node,
                        "its weight has no marker: the converter chooses scales of its own",
                        "put a marker with the weight's scales between parameter and convolution");
            }
        }
    }

    static void numbersStayInRange(LintGraph graph) {
        for (MindirNode node : graph.nodes("Conv2D")) {
            ConvolutionNumbers.of(graph, node).ifPresent(numbers -> {
                int largeBiases = 0;
                int largeSums = 0;
                int largeMultipliers = 0;
                for (int channel = 0; channel < numbers.channels(); channel++) {
                    double bias = numbers.biasCode(channel);
                    largeBiases += Math.abs(bias) < LARGEST_BIAS_CODE ? 0 : 1;
                    largeSums += Math.abs(bias) + numbers.weightSum(channel) < LARGEST_SUM ? 0 : 1;
                    largeMultipliers += numbers.multiplier(channel) < 1 ? 0 : 1;
                }
                report(
                        graph,
                        "L13",
                        node,
                        largeBiases,
                        "have a bias code of 2^30 or more: the converter enlarges their weight scales and the results"
                                + " are wrong",
                        "enlarge the weight scale of these channels and quantise them again, or enlarge the input"
                                + " scale");
                report(
                        graph,
                        "L21",
                        node,
                        largeSums,
                        "can leave the int32 accumulator",
                        "split the layer or use fewer input channels");
                report(
                        graph,
                        "L22",
                        node,
                        largeMultipliers,
                        "have a multiplier of 1 or more, which was never verified on the device",
                        "enlarge the output scale of the layer");
            });
        }
    }

    private static void report(
            LintGraph graph, String rule, MindirNode node, int channels, String consequence, String remedy) {
        if (channels > 0) {
            graph.report(rule, node, channels + " channels " + consequence, remedy);
        }
    }
}
