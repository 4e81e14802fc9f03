package org.mindpress.engine.graph;

import java.util.List;

/**
 * The operators of a {@link ModelGraph}: arity (data inputs, then constants), attributes and shape rule. Exactly these make up the
 * device form; importers translate everything else into them or refuse it.
 */
public enum Operator {
    /** x, weight {@code [out, in / group, height, width]}, optionally bias {@code [out]}. */
    CONVOLUTION("Conv", 1, 1, 2, Attributes.Convolution.class) {
        @Override
        Shape output(Node node, List<Shape> inputs, List<FloatTensor> constants) {
            Shape x = inputs.get(0);
            FloatTensor weight = constants.get(0);
            Attributes.Convolution attributes = node.convolution();
            Window window = attributes.window();
            int group = attributes.group();
            if (weight.dimensions().size() != 4
                    || weight.dimension(1) * group != x.channels()
                    || weight.dimension(0) % group != 0
                    || weight.dimension(2) != window.kernelHeight()
                    || weight.dimension(3) != window.kernelWidth()) {
                throw mismatch(
                        node,
                        "weight=" + weight.dimensions() + ", input=" + x + ", group=" + group + ", kernel="
                                + window.kernelHeight() + "x" + window.kernelWidth());
            }
            if (constants.size() > 1 && !constants.get(1).dimensions().equals(List.of(weight.dimension(0)))) {
                throw mismatch(
                        node, "bias=" + constants.get(1).dimensions() + ", expected=[" + weight.dimension(0) + "]");
            }
            return Shape.of(weight.dimension(0), window.outputHeight(x.height()), window.outputWidth(x.width()));
        }
    },
    /** x, gamma, beta, mean, variance, each {@code [channels]}. */
    BATCH_NORMALIZATION("BatchNormalization", 1, 4, 4, Attributes.Normalization.class) {
        @Override
        Shape output(Node node, List<Shape> inputs, List<FloatTensor> constants) {
            for (FloatTensor constant : constants) {
                if (!constant.dimensions().equals(List.of(inputs.get(0).channels()))) {
                    throw mismatch(
                            node,
                            "parameter=" + constant.dimensions() + ", channels="
                                    + inputs.get(0).channels());
                }
            }
            return inputs.get(0);
        }
    },
    RELU("Relu", 1, 0, 0, Attributes.None.class),
    RELU6("Relu6", 1, 0, 0, Attributes.None.class),
    /** Two tensors of equal shape. */
    ADD("Add", 2, 0, 0, Attributes.None.class) {
        @Override
        Shape output(Node node, List<Shape> inputs, List<FloatTensor> constants) {
            if (!inputs.get(0).equals(inputs.get(1))) {
                throw mismatch(node, "left=" + inputs.get(0) + ", right=" + inputs.get(1));
            }
            return inputs.get(0);
        }
    },
    MAX_POOL("MaxPool", 1, 0, 0, Attributes.Pool.class) {
        @Override
        Shape output(Node node, List<Shape> inputs, List<FloatTensor> constants) {
            return pooled(node, inputs.get(0));
        }
    },
    AVERAGE_POOL("AveragePool", 1, 0, 0, Attributes.Pool.class) {
        @Override
        Shape output(Node node, List<Shape> inputs, List<FloatTensor> constants) {
            return pooled(node, inputs.get(0));
        }
    },
    PAD("Pad", 1, 0, 0, Attributes.Pad.class) {
        @Override
        Shape output(Node node, List<Shape> inputs, List<FloatTensor> constants) {
            Padding padding = ((Attributes.Pad) node.attributes()).padding();
            Shape x = inputs.get(0);
            return Shape.of(
                    x.channels(),
                    x.height() + padding.top() + padding.bottom(),
                    x.width() + padding.left() + padding.right());
        }
    },
    RESHAPE("Reshape", 1, 0, 0, Attributes.Reshape.class) {
        @Override
        Shape output(Node node, List<Shape> inputs, List<FloatTensor> constants) {
            Shape target = ((Attributes.Reshape) node.attributes()).shape();
            if (target.elements() != inputs.get(0).elements()) {
                throw mismatch(node, "input=" + inputs.get(0) + ", target=" + target);
            }
            return target;
        }
    },
    /** Over the last axis; only as the last node of a graph. */
    SOFTMAX("Softmax", 1, 0, 0, Attributes.None.class);

    private final String onnxName;
    private final int dataInputs;
    private final int leastConstants;
    private final int mostConstants;
    private final Class<? extends Attributes> attributes;

    Operator(
            String onnxName,
            int dataInputs,
            int leastConstants,
            int mostConstants,
            Class<? extends Attributes> attributes) {
        this.onnxName = onnxName;
        this.dataInputs = dataInputs;
        this.leastConstants = leastConstants;
        this.mostConstants = mostConstants;
        this.attributes = attributes;
    }

    /** The operator's name in ONNX; {@code Relu6} stands for Clip(0, 6). */
    public String onnxName() {
        return onnxName;
    }

    /** Number of leading inputs that are values; the rest are constants. */
    public int dataInputs() {
        return dataInputs;
    }

    public boolean isActivation() {
        return this == RELU || this == RELU6;
    }

    void check(Node node) {
        int constants = node.inputs().size() - dataInputs;
        if (constants < leastConstants || constants > mostConstants) {
            throw new IllegalArgumentException("node " + node.name() + " (" + onnxName + "): "
                    + node.inputs().size() + " inputs, expected " + (dataInputs + leastConstants) + " to "
                    + (dataInputs + mostConstants));
        }
        if (!attributes.isInstance(node.attributes())) {
            throw new IllegalArgumentException("node " + node.name() + " (" + onnxName + "): attributes "
                    + node.attributes().getClass().getSimpleName() + ", expected " + attributes.getSimpleName());
        }
    }

    /** Shape of the output; the default keeps the input's. */
    Shape output(Node node, List<Shape> inputs, List<FloatTensor> constants) {
        return inputs.get(0);
    }

    private static Shape pooled(Node node, Shape x) {
        Window window = node.pool().window();
        return Shape.of(x.channels(), window.outputHeight(x.height()), window.outputWidth(x.width()));
    }

    private static IllegalArgumentException mismatch(Node node, String numbers) {
        return new IllegalArgumentException(
                "node " + node.name() + " (" + node.operator().onnxName + "): shapes do not fit: " + numbers);
    }
}
