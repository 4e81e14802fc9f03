package org.mindpress.engine.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mindpress.engine.mindir.MindirModel;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.Operand;
import org.mindpress.engine.mindir.QuantizationMarker;
import org.mindpress.engine.quant.QuantizationParameters;

/** The nodes that the converter fuses into one kernel, first to last, and the marker behind them. */
final class NodeGroup {
    private static final String ONE_USER =
            "let the marker be the only user of the node and hang all consumers on the marker";

    private final MindirModel model;
    private final List<MindirNode> nodes;

    private NodeGroup(MindirModel model, List<MindirNode> nodes) {
        this.model = model;
        this.nodes = nodes;
    }

    /** A node alone. */
    static NodeGroup single(MindirModel model, MindirNode node) {
        return new NodeGroup(model, List.of(node));
    }

    /** A convolution with the BiasAdd and the activation that follow it directly, or an Add with its activation. */
    static NodeGroup fused(MindirModel model, MindirNode first) {
        NodeGroup group = single(model, first);
        if (first.operator().equals("Conv2D")) {
            group = group.extended(List.of("BiasAdd"));
        }
        return group.extended(List.of("ReLU", "ReLU6"));
    }

    private NodeGroup extended(List<String> operators) {
        List<MindirNode> users = model.consumers(last().name());
        if (users.size() != 1
                || !operators.contains(users.get(0).operator())
                || !users.get(0).input(0).equals(new Operand.Result(last().name(), 0))) {
            return this;
        }
        List<MindirNode> longer = new ArrayList<>(nodes);
        longer.add(users.get(0));
        return new NodeGroup(model, List.copyOf(longer));
    }

    List<MindirNode> nodes() {
        return nodes;
    }

    MindirNode first() {
        return nodes.get(0);
    }

    MindirNode last() {
        return nodes.get(nodes.size() - 1);
    }

    Optional<MindirNode> member(String operator) {
        return nodes.stream().filter(node -> node.operator().equals(operator)).findFirst();
    }

    Activation activation() {
        return switch (last().operator()) {
            case "ReLU" -> Activation.RELU;
            case "ReLU6" -> Activation.RELU6;
            default -> Activation.NONE;
        };
    }

    String operators() {
        return nodes.stream().map(MindirNode::operator).collect(Collectors.joining("+"));
    }

    /** The marker behind the last node, if there is one; it must be the only user. */
    Optional<QuantizationParameters> marker() {
        List<MindirNode> users = model.consumers(last().name());
        Optional<MindirNode> marker =
                users.stream().filter(QuantizationMarker::isMarker).findFirst();
        if (marker.isPresent() && users.size() > 1) {
            throw new NodeRefusal("has a marker and " + (users.size() - 1) + " more users (rule L02)", ONE_USER);
        }
        return marker.map(NodeGroup::parameters);
    }

    /** The marker behind the last node, which must be there. */
    QuantizationParameters requiredMarker() {
        return marker().orElseThrow(() -> new NodeRefusal(
                "has no FakeQuantParam behind " + last().operator() + " (" + last().name()
                        + "): the converter would silently leave it in float",
                "put a marker with scale and zero point behind it"));
    }

    static QuantizationParameters parameters(MindirNode marker) {
        try {
            QuantizationMarker content = QuantizationMarker.of(marker);
            return new QuantizationParameters(content.scale(), content.zeroPoint());
        } catch (IllegalArgumentException e) {
            throw new NodeRefusal(
                    "marker " + marker.name() + ": " + e.getMessage() + " (rule L03)",
                    "write one positive float32 scale and one INT64 zero point in [-128, 127]");
        }
    }
}
