package org.mindpress.engine.mindir;

import java.util.List;
import java.util.Optional;

/** L01 to L04 and L20: where markers stand and what they hold. */
final class MarkerRules {
    private static final int LOWEST = -128;
    private static final int HIGHEST = 127;

    private MarkerRules() {}

    static void weightsReachMarkersDirectly(LintGraph graph) {
        for (MindirNode marker : graph.nodes(QuantizationMarker.OPERATOR)) {
            if (!marker.inputs().isEmpty()
                    && marker.input(0) instanceof Operand.Parameter parameter
                    && parameter.loaded()) {
                graph.report(
                        "L01",
                        marker,
                        "weight " + parameter.name()
                                + " reaches its marker through a Load that has other users: the conversion fails",
                        "let the marker read the parameter directly");
            }
        }
    }

    static void markersAreTheOnlyUsers(LintGraph graph) {
        for (MindirNode node : graph.model().nodes()) {
            List<MindirNode> users = graph.consumers(node);
            boolean marked = users.stream().anyMatch(QuantizationMarker::isMarker);
            if (!marked) {
                continue;
            }
            if (QuantizationMarker.isMarker(node)) {
                graph.report("L02", node, "two markers in series: the conversion fails", "keep one of the two");
            }
            if (users.size() + (graph.isOutput(node) ? 1 : 0) > 1) {
                graph.report(
                        "L02",
                        node,
                        "has " + users.size() + " users beside or including its marker: the conversion fails",
                        "let every user read the marker");
            }
        }
    }

    static void zeroPointsAreInt8(LintGraph graph) {
        for (MindirNode marker : graph.nodes(QuantizationMarker.OPERATOR)) {
            Optional<MindirValue> list = marker.attribute(QuantizationMarker.ZERO_POINTS);
            if (!(list.orElse(null) instanceof MindirValue.Sequence sequence)
                    || sequence.elements().isEmpty()
                    || !sequence.elements().stream().allMatch(MarkerRules::isInt8)) {
                graph.report(
                        "L03",
                        marker,
                        "zero points are not int64 numbers in [-128, 127]: wrong results without a message",
                        "write int64 zero points of the int8 domain (a uint8 zero point minus 128)");
            }
        }
    }

    private static boolean isInt8(MindirValue value) {
        return value instanceof MindirValue.Whole whole
                && whole.type() == ElementType.INT64
                && whole.value() >= LOWEST
                && whole.value() <= HIGHEST;
    }

    static void noMarkerInsideAGroup(LintGraph graph) {
        for (MindirNode marker : graph.nodes(QuantizationMarker.OPERATOR)) {
            Optional<MindirNode> before = graph.producer(marker, 0);
            boolean beforeBias =
                    before.filter(node -> LintGraph.is(node, "Conv2D")).isPresent()
                            && graph.consumers(marker).stream().anyMatch(node -> LintGraph.is(node, "BiasAdd"));
            boolean beforeActivation =
                    before.filter(node -> LintGraph.is(node, "BiasAdd")).isPresent()
                            && graph.consumers(marker).stream().anyMatch(node -> LintGraph.is(node, "ReLU", "ReLU6"));
            if (beforeBias || beforeActivation) {
                graph.report(
                        "L04",
                        marker,
                        "stands between convolution and bias or activation: results are clipped without a message",
                        "put the marker behind the activation");
            }
        }
    }

    static void scalesFit(LintGraph graph) {
        for (MindirNode marker : graph.nodes(QuantizationMarker.OPERATOR)) {
            Optional<QuantizationMarker> content = LintGraph.marker(marker);
            Optional<TensorData> weight = graph.constant(marker, 0);
            int count = content.map(value -> value.scales().size()).orElse(0);
            boolean onePerChannel = weight.filter(data -> !data.type().shape().isEmpty()
                            && count == data.type().size(0))
                    .isPresent();
            boolean counted = count == 1 || onePerChannel;
            boolean sound = content.isPresent()
                    && content.get().scales().stream()
                            .allMatch(scale -> scale >= Float.MIN_NORMAL && scale <= Float.MAX_VALUE)
                    && (weight.isEmpty() || content.get().zeroPoints().stream().allMatch(zero -> zero == 0));
            if (!counted || !sound) {
                graph.report(
                        "L20",
                        marker,
                        "scales or zero points do not fit the tensor (" + count + " scales)",
                        "give activations one positive, normal scale, weights one or one per output channel with zero"
                                + " points 0");
            }
        }
    }
}
