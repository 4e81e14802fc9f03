package org.mindpress.engine.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.mindir.MindirModel;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.MindirValue;
import org.mindpress.engine.mindir.MindirValues;
import org.mindpress.engine.mindir.Operand;
import org.mindpress.engine.mindir.Window;
import org.mindpress.engine.quant.QuantizationParameters;

/** Builds everything that is no convolution from its nodes. */
final class MapAssembly {
    private static final int BATCH_AND_CHANNEL = 2;

    private final MindirModel model;
    private final WeightReader weights;
    private final KernelForm form;
    private final int fileBatch;

    MapAssembly(MindirModel model, WeightReader weights, KernelForm form, int fileBatch) {
        this.model = model;
        this.weights = weights;
        this.form = form;
        this.fileBatch = fileBatch;
    }

    Assembled add(NodeGroup group, Tensor first, Tensor second) {
        if (!first.shape().equals(second.shape())) {
            throw new NodeRefusal(
                    "Add of " + first.shape() + " and " + second.shape(), "add maps of equal shape; none is repeated");
        }
        QuantizationParameters output = group.requiredMarker();
        AddOperation.Addends addends = new AddOperation.Addends(first.parameters(), second.parameters(), output);
        Operation operation = new AddOperation(first.shape(), fileBatch, form, addends, group.activation());
        Tensor.Origin origin =
                group.activation() == Activation.NONE ? Tensor.Origin.FUSES_ACTIVATIONS : Tensor.Origin.ACTIVATED_ADD;
        return Assembled.of(operation, first.shape(), output, origin);
    }

    /** BiasAdd that follows no convolution directly: int8 only if the bias has a marker. */
    Assembled biasAdd(NodeGroup group, Tensor input) {
        if (input.origin() == Tensor.Origin.CONVOLUTION) {
            throw new NodeRefusal(
                    "a marker stands between Conv2D and BiasAdd: the converter fuses them with the inner range and clips"
                            + " silently (rule L04)",
                    "put the marker behind BiasAdd and activation only");
        }
        StoredWeight bias;
        try {
            bias = weights.weight(group.first(), 1);
        } catch (NodeRefusal refusal) {
            throw new NodeRefusal(
                    "BiasAdd that is not fused into a convolution needs an 8-bit bias with a marker (rules L04, L07): "
                            + refusal.finding(),
                    "write Conv2D -> BiasAdd without a marker between, and dense layers as 1x1 Conv2D");
        }
        if (bias.scales().length() != 1) {
            throw new NodeRefusal("the marker of the bias has several scales", "give it one scale");
        }
        QuantizationParameters parameters =
                new QuantizationParameters(bias.scales().get(0), bias.zeroPoints()[0]);
        QuantizationParameters output = group.requiredMarker();
        AddOperation add = new AddOperation(
                input.shape(),
                fileBatch,
                form,
                new AddOperation.Addends(input.parameters(), parameters, output),
                Activation.NONE);
        Operation operation = new BiasAddOperation(add, input.shape(), bias.codes());
        return Assembled.of(operation, input.shape(), output, Tensor.Origin.FUSES_ACTIVATIONS);
    }

    Assembled pool(NodeGroup group, Tensor input) {
        MapShape shape = input.shape();
        Window window = Window.ofPool(group.first(), shape.height(), shape.width());
        PoolGeometry geometry = new PoolGeometry(
                shape.channels(),
                WindowAxis.vertical(window, shape.height()),
                WindowAxis.horizontal(window, shape.width()));
        QuantizationParameters output = group.marker().orElse(input.parameters());
        Operation operation = group.first().operator().equals("MaxPool")
                ? new MaxPoolOperation(geometry, input.parameters(), output)
                : new AveragePoolOperation(geometry, form, input.parameters(), output);
        return Assembled.of(operation, geometry.output(), output, Tensor.Origin.OTHER);
    }

    Assembled pad(NodeGroup group, Tensor input) {
        MindirNode node = group.first();
        List<List<Long>> sides = paddings(node);
        Optional<QuantizationParameters> behind = group.marker();
        if (behind.isEmpty()) {
            behind = markerBehindPool(node);
        }
        if (behind.isEmpty() || !behind.get().equals(input.parameters())) {
            throw new NodeRefusal(
                    "Pad needs equal scale and zero point before it and behind the MaxPool that follows (rule L18),"
                            + " found " + input.parameters() + " and " + behind,
                    "put the same marker before Pad and behind MaxPool");
        }
        MapShape shape = input.shape();
        MapShape padded = new MapShape(
                shape.channels(),
                Math.toIntExact(
                        sides.get(2).get(0) + shape.height() + sides.get(2).get(1)),
                Math.toIntExact(
                        sides.get(3).get(0) + shape.width() + sides.get(3).get(1)));
        Operation operation = new PadOperation(
                shape,
                padded,
                Math.toIntExact(sides.get(2).get(0)),
                Math.toIntExact(sides.get(3).get(0)),
                input.parameters().zeroPoint());
        return Assembled.of(operation, padded, input.parameters(), Tensor.Origin.OTHER);
    }

    private static List<List<Long>> paddings(MindirNode node) {
        String place = node.place("paddings");
        List<List<Long>> sides = new ArrayList<>();
        if (node.attribute("paddings").orElse(null) instanceof MindirValue.Sequence sequence) {
            for (MindirValue pair : sequence.elements()) {
                sides.add(MindirValues.integers(pair, place));
            }
        }
        boolean wellFormed = sides.size() == 4
                && sides.stream()
                        .allMatch(pair -> pair.size() == 2
                                && pair.stream().allMatch(size -> size >= 0 && size <= Short.MAX_VALUE))
                && sides.subList(0, BATCH_AND_CHANNEL).stream().allMatch(List.of(0L, 0L)::equals);
        if (!wellFormed) {
            throw new NodeRefusal(
                    "paddings are " + sides, "write ((0,0),(0,0),(top,bottom),(left,right)), none negative");
        }
        return sides;
    }

    private Optional<QuantizationParameters> markerBehindPool(MindirNode pad) {
        List<MindirNode> users = model.consumers(pad.name());
        return users.size() == 1 && users.get(0).operator().equals("MaxPool")
                ? NodeGroup.single(model, users.get(0)).marker()
                : Optional.empty();
    }

    Assembled reduceMean(NodeGroup group, Tensor input) {
        refuseBehindActivatedAdd(input, "ReduceMean", "use AvgPool over the whole map");
        MindirNode node = group.first();
        List<Long> axes = constant(node, 1);
        if (!axes.equals(List.of(2L, 3L))) {
            throw new NodeRefusal("ReduceMean over axes " + axes, "reduce over (2, 3), or use AvgPool");
        }
        MapShape shape = input.shape();
        QuantizationParameters output = group.requiredMarker();
        Operation operation = new ReduceMeanOperation(shape, input.parameters(), output);
        Assembled mean = Assembled.of(operation, new MapShape(shape.channels(), 1, 1), output, Tensor.Origin.OTHER);
        return node.integer("keep_dims") == 1 ? mean : mean.withDimensions(List.of(shape.channels()));
    }

    /** ReLU or ReLU6 that the converter cannot fuse. */
    Assembled activation(NodeGroup group, Tensor input) {
        if (input.origin() != Tensor.Origin.OTHER) {
            throw new NodeRefusal(
                    "an activation stands behind a marker, MatMul or BiasAdd where the converter may fuse it with the"
                            + " wrong range (rules L04, L12)",
                    "put no marker between a convolution or Add and its activation");
        }
        QuantizationParameters output = group.requiredMarker();
        if (form == KernelForm.ARM && input.parameters().scale() == output.scale()) {
            throw new NodeRefusal(
                    "a stand-alone activation with equal input and output scale turns code 127 into -128 on ARM64"
                            + " (rule L12)",
                    "let the activation follow a convolution or an Add directly");
        }
        Operation operation = CodeTableOperation.activation(group.activation(), input.parameters(), output);
        return Assembled.of(operation, input.shape(), output, Tensor.Origin.OTHER);
    }

    Assembled reshape(NodeGroup group, Tensor input) {
        refuseBehindActivatedAdd(input, "Reshape", "put a pool or a convolution between");
        List<Long> target = constant(group.first(), 1);
        long elements = target.stream().skip(1).reduce(1L, Math::multiplyExact);
        if (target.size() < 2
                || target.get(0) != fileBatch
                || elements != input.shape().elements()) {
            throw new NodeRefusal(
                    "Reshape to " + target + " of batch " + fileBatch + " and " + input.shape(),
                    "write all sizes out and keep the batch in front");
        }
        group.marker().filter(marker -> !marker.equals(input.parameters())).ifPresent(marker -> {
            throw new NodeRefusal(
                    "the marker behind Reshape has " + marker + ", before it stands " + input.parameters()
                            + " (rule L19)",
                    "repeat the same marker behind Reshape, or leave it out");
        });
        List<Integer> dimensions = target.stream().skip(1).map(Math::toIntExact).toList();
        MapShape shape = dimensions.size() == 3
                ? new MapShape(dimensions.get(0), dimensions.get(1), dimensions.get(2))
                : new MapShape((int) elements, 1, 1);
        return Assembled.of(new CopyOperation(), shape, input.parameters(), Tensor.Origin.OTHER)
                .withDimensions(dimensions);
    }

    private static void refuseBehindActivatedAdd(Tensor input, String operator, String remedy) {
        if (input.origin() == Tensor.Origin.ACTIVATED_ADD) {
            throw new NodeRefusal(
                    operator + " directly behind Add and activation keeps them from fusing: both would silently run in"
                            + " float (rule L10)",
                    remedy);
        }
    }

    private static List<Long> constant(MindirNode node, int position) {
        if (node.input(position) instanceof Operand.Constant constant) {
            return MindirValues.integers(constant.value(), "input " + position);
        }
        throw new NodeRefusal("input " + position + " is no constant", "export static shapes");
    }
}
