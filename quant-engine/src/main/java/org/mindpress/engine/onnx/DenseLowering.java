package org.mindpress.engine.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;

/** Lowers Gemm and MatMul to 1x1 convolutions, Add to a residual Add or to the bias of the convolution before it. */
final class DenseLowering {
    private final LoweringState state;

    DenseLowering(LoweringState state) {
        this.state = state;
    }

    void gemm(OnnxNode node) {
        if (node.integer("transA", 0) != 0) {
            throw new ImportRefusal("transA=1", "export the dense layer with features as the last axis");
        }
        boolean transposed = node.integer("transB", 0) != 0;
        FloatTensor weight = matrix(node);
        float[] rows = transposed ? weight.toArray() : transposed(weight);
        int out = weight.dimension(transposed ? 0 : 1);
        scale(rows, node.number("alpha", 1));
        Optional<float[]> bias = Optional.empty();
        if (node.input(2).isPresent()) {
            float[] values = spread(state.floats(node, 2), out, 0, 1);
            scale(values, node.number("beta", 1));
            bias = Optional.of(values);
        }
        dense(node, rows, out, bias);
    }

    void matMul(OnnxNode node) {
        FloatTensor weight = matrix(node);
        dense(node, transposed(weight), weight.dimension(1), Optional.empty());
    }

    private FloatTensor matrix(OnnxNode node) {
        FloatTensor weight = state.floats(node, 1);
        if (weight.dimensions().size() != 2) {
            throw new ImportRefusal(
                    "its weight has the shape " + weight.dimensions() + ", expected a matrix",
                    "use a dense layer on [N, features]");
        }
        return weight;
    }

    private void dense(OnnxNode node, float[] rows, int out, Optional<float[]> bias) {
        ImportedValue value = state.value(node, 0);
        if (value.logical().size() != 1 || out == 0 || rows.length != (long) out * value.elements()) {
            throw new ImportRefusal(
                    "its input has the shape " + value.logical() + " per image, expected ["
                            + rows.length / Math.max(out, 1) + "]",
                    "flatten the map before the dense layer");
        }
        int in = value.elements();
        float[] ordered = value.isReordered() ? ChannelsLast.columnsByChannel(rows, value.physical()) : rows;
        String layer = state.names().ofLayer(node.requiredInput(1), node);
        List<String> inputs = new ArrayList<>(List.of(state.inShape(value, Shape.of(in, 1, 1))));
        inputs.add(state.keep(layer + ".weight", FloatTensor.of(List.of(out, in, 1, 1), ordered)));
        bias.ifPresent(values -> inputs.add(state.keep(layer + ".bias", FloatTensor.vector(values))));
        state.emit(
                node,
                layer,
                Operator.CONVOLUTION,
                inputs,
                new Attributes.Convolution(Window.square(1, 1, 0), 1),
                Shape.of(out, 1, 1),
                List.of(out));
    }

    void add(OnnxNode node) {
        Optional<ImportedValue> left = state.find(node.requiredInput(0));
        Optional<ImportedValue> right = state.find(node.requiredInput(1));
        if (left.isEmpty() || right.isEmpty()) {
            addBias(node, left.isPresent() ? 0 : 1);
            return;
        }
        if (!left.get().logical().equals(right.get().logical())
                || left.get().channelsLast() != right.get().channelsLast()) {
            throw new ImportRefusal(
                    "it adds shapes " + left.get().logical() + " and "
                            + right.get().logical() + " per image, expected equal ones",
                    "add tensors of equal shape");
        }
        Shape shape = left.get().physical().equals(right.get().physical())
                ? left.get().physical()
                : LoweringState.mapShape(left.get());
        List<String> inputs = List.of(state.inShape(left.get(), shape), state.inShape(right.get(), shape));
        state.emit(
                node,
                state.names().ofNode(node),
                Operator.ADD,
                inputs,
                Attributes.NONE,
                shape,
                left.get().logical(),
                left.get().channelsLast());
    }

    private void addBias(OnnxNode node, int position) {
        ImportedValue value = state.value(node, position);
        Node convolution = state.nodes().get(value.name());
        List<Integer> logical = value.logical();
        boolean perChannel = value.isChannelsLastMap() || value.physical().equals(LoweringState.mapShape(value));
        if (convolution == null
                || convolution.operator() != Operator.CONVOLUTION
                || !value.exclusive()
                || !perChannel) {
            throw new ImportRefusal(
                    "it adds a constant to something that is not the output of a convolution or dense layer alone",
                    "make the constant the bias of the layer before it");
        }
        int channels = value.physical().channels();
        int channelAxis = value.isChannelsLastMap() ? 2 : 0;
        float[] bias = spread(state.floats(node, 1 - position), channels, channelAxis, logical.size());
        if (convolution.constants().size() > 1) {
            String name = convolution.constants().get(1);
            FloatTensor before = state.constants().get(name);
            for (int i = 0; before != null && i < bias.length; i++) {
                bias[i] += before.get(i);
            }
            state.constants().put(name, FloatTensor.vector(bias));
        } else {
            List<String> inputs = new ArrayList<>(convolution.inputs());
            inputs.add(state.keep(convolution.name() + ".bias", FloatTensor.vector(bias)));
            state.replace(convolution.withInputs(inputs));
        }
        state.alias(node, value, logical);
    }

    /** A constant spread over the channels of a tensor with that many axes behind N, by the broadcasting rule of ONNX. */
    private static float[] spread(FloatTensor constant, int channels, int channelAxis, int rank) {
        List<Integer> dimensions = constant.dimensions();
        int surplus = dimensions.size() - rank;
        boolean fits = surplus <= 1;
        for (int axis = 0; axis < dimensions.size(); axis++) {
            int size = dimensions.get(axis);
            fits &= size == 1 || (axis == surplus + channelAxis && size == channels);
        }
        if (!fits) {
            throw new ImportRefusal(
                    "it adds a constant of shape " + dimensions + ", expected one number per channel (" + channels
                            + ")",
                    "make the constant the bias of the layer before it");
        }
        float[] values = new float[channels];
        for (int i = 0; i < channels; i++) {
            values[i] = constant.get(constant.size() == 1 ? 0 : i);
        }
        return values;
    }

    private static void scale(float[] values, float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
            if (!Float.isFinite(values[i])) {
                throw new ImportRefusal("alpha or beta makes number " + i + " infinite", "export the model again");
            }
        }
    }

    private static float[] transposed(FloatTensor matrix) {
        int rows = matrix.dimension(0);
        int columns = matrix.dimension(1);
        float[] values = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[column * rows + row] = matrix.get(row * columns + column);
            }
        }
        return values;
    }
}
