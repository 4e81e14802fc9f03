package org.mindpress.engine.onnx;

import static org.mindpress.engine.onnx.OnnxAttributes.integer;
import static org.mindpress.engine.onnx.OnnxAttributes.integers;
import static org.mindpress.engine.onnx.OnnxAttributes.number;
import static org.mindpress.engine.onnx.OnnxAttributes.text;

import java.util.List;

/** Small ONNX files, each with one construct that exporters write, on an image of 4 x 11 x 8. */
public enum ExampleFile {
    CONV(net -> net.conv("x", 4, 6, 3)),
    CONV_STRIDE_AND_UNEQUAL_PADS(
            net -> net.conv("x", 4, 6, 3, integers("strides", 2, 3), integers("pads", 1, 0, 2, 1))),
    CONV_DILATION(net -> net.conv("x", 4, 5, 3, integers("dilations", 2, 2), integers("pads", 2, 2, 2, 2))),
    CONV_GROUPS(net -> net.conv("x", 2, 6, 3, integer("group", 2))),
    CONV_DEPTHWISE(net -> net.conv("x", 1, 8, 3, integer("group", 4), integers("kernel_shape", 3, 3))),
    CONV_DEPTHWISE_RECTANGULAR(net -> net.node(
            "Conv",
            List.of("x", net.weight("w", 0, 12, 1, 2, 5)),
            integer("group", 4),
            integers("strides", 2, 1),
            integers("pads", 1, 2, 0, 1))),
    CONV_RECTANGULAR(
            net -> net.node("Conv", List.of("x", net.weight("w", 0, 3, 4, 1, 5)), integers("pads", 0, 2, 0, 2))),
    CONV_SAME_UPPER(net -> net.conv("x", 4, 5, 3, text("auto_pad", "SAME_UPPER"), integers("strides", 2, 3))),
    CONV_SAME_LOWER(net -> net.conv("x", 4, 5, 4, text("auto_pad", "SAME_LOWER"), integers("strides", 2, 1))),
    CONV_VALID(net -> net.conv("x", 4, 5, 2, text("auto_pad", "VALID"), integers("strides", 3, 2))),
    CONV_FROM_CONSTANT_NODES(net -> net.withConstantNodes().conv("x", 4, 6, 3)),
    CONV_PLUS_CONSTANT(net -> net.node("Add", List.of(net.conv("x", 4, 6, 3), net.weight("c", 0, 1, 6, 1, 1)))),
    CONSTANT_PLUS_CONV_WITHOUT_BIAS(net -> net.node(
            "Add",
            List.of(net.weight("c", 0, 6, 1, 1), net.node("Conv", List.of("x", net.weight("w", 0, 6, 4, 3, 3)))))),
    NORMALIZATION(net -> net.normalization(net.conv("x", 4, 6, 3), 6)),
    NORMALIZATION_ALONE(net -> net.node("Relu", List.of(net.normalization("x", 4)))),
    RELU(net -> net.node("Relu", List.of("x"))),
    RELU6(net -> net.node("Clip", List.of("x", net.scalar(0), net.scalar(6)))),
    RELU6_FROM_CONSTANT_NODES(net -> net.withConstantNodes().node("Clip", List.of("x", net.scalar(0), net.scalar(6)))),
    CLIP_WITHOUT_UPPER_BOUND(net -> net.node("Clip", List.of("x", net.scalar(0)))),
    RESIDUAL(net -> {
        String left = net.conv("x", 4, 4, 3, integers("pads", 1, 1, 1, 1));
        return net.node("Relu", List.of(net.node("Add", List.of(left, "x"))));
    }),
    DOUBLE(net -> net.node("Add", List.of("x", "x"))),
    MAX_POOL(net -> net.node(
            "MaxPool",
            List.of("x"),
            integers("kernel_shape", 3, 2),
            integers("strides", 2, 2),
            integers("pads", 1, 1, 1, 0))),
    MAX_POOL_CEIL(net -> net.node(
            "MaxPool",
            List.of("x"),
            integers("kernel_shape", 3, 3),
            integers("strides", 2, 2),
            integer("ceil_mode", 1))),
    MAX_POOL_CEIL_WIDE_STRIDE(net -> net.node(
            "MaxPool",
            List.of("x"),
            integers("kernel_shape", 2, 2),
            integers("strides", 3, 3),
            integer("ceil_mode", 1),
            integers("pads", 1, 1, 1, 1))),
    MAX_POOL_SAME(net -> net.node(
            "MaxPool",
            List.of("x"),
            integers("kernel_shape", 3, 3),
            integers("strides", 2, 2),
            text("auto_pad", "SAME_LOWER"))),
    AVERAGE_POOL(
            net -> net.node("AveragePool", List.of("x"), integers("kernel_shape", 2, 3), integers("strides", 2, 1))),
    AVERAGE_POOL_PADS(net -> net.node(
            "AveragePool",
            List.of("x"),
            integers("kernel_shape", 3, 3),
            integers("strides", 2, 2),
            integers("pads", 1, 1, 1, 1))),
    AVERAGE_POOL_COUNTS_PADS(net -> net.node(
            "AveragePool",
            List.of("x"),
            integers("kernel_shape", 3, 3),
            integers("pads", 1, 0, 2, 1),
            integer("count_include_pad", 1))),
    AVERAGE_POOL_CEIL(net -> net.node(
            "AveragePool",
            List.of("x"),
            integers("kernel_shape", 3, 3),
            integers("strides", 2, 2),
            integer("ceil_mode", 1))),
    AVERAGE_POOL_CEIL_COUNTS_PADS(net -> net.node(
            "AveragePool",
            List.of("x"),
            integers("kernel_shape", 3, 3),
            integers("strides", 2, 2),
            integers("pads", 1, 1, 1, 1),
            integer("ceil_mode", 1),
            integer("count_include_pad", 1))),
    GLOBAL_AVERAGE_POOL(net -> net.node("GlobalAveragePool", List.of("x"))),
    REDUCE_MEAN(net -> mean(net, "x", 1, 2, 3)),
    REDUCE_MEAN_WITHOUT_AXES_KEPT(net -> mean(net, "x", 0, -1, -2)),
    PAD(net -> net.conv(net.node("Pad", List.of("x", net.integers(0, 0, 1, 2, 0, 0, 3, 0))), 4, 5, 3)),
    PAD_BEFORE_PADDING(net -> {
        String padded = net.node("Pad", List.of("x", net.integers(0, 0, 1, 2, 0, 0, 3, 0)));
        return net.conv(padded, 4, 5, 3, text("auto_pad", "SAME_UPPER"), integers("strides", 2, 3));
    }),
    PAD_READ_TWICE(net -> {
        String padded = net.node("Pad", List.of("x", net.integers(0, 0, 1, 2, 0, 0, 3, 0)));
        return net.node("Add", List.of(net.conv(padded, 4, 5, 3), net.conv(padded, 4, 5, 3)));
    }),
    PAD_BEFORE_POOL(net -> {
        String padded = net.node("Pad", List.of(net.node("Relu", List.of("x")), net.integers(0, 0, 1, 1, 0, 0, 1, 1)));
        return net.node("MaxPool", List.of(padded), integers("kernel_shape", 3, 3), integers("strides", 2, 2));
    }),
    PAD_NOTHING(net -> net.node("Relu", List.of(net.node("Pad", List.of("x", net.integers(0, 0, 0, 0, 0, 0, 0, 0)))))),
    FLATTEN_GEMM(net -> {
        String flat = net.node("Flatten", List.of("x"));
        return net.node(
                "Gemm",
                List.of(flat, net.weight("fc.weight", 0, 5, 352), net.weight("fc.bias", 0, 5)),
                integer("transB", 1));
    }),
    GEMM_SCALED(net -> {
        String flat = net.node("Flatten", List.of("x"), integer("axis", -3));
        return net.node(
                "Gemm",
                List.of(flat, net.weight("w", 0, 352, 5), net.weight("b", 0, 1, 5)),
                number("alpha", 0.5f),
                number("beta", 2));
    }),
    MAT_MUL_ADD(net -> {
        String flat = net.node("Flatten", List.of(net.node("GlobalAveragePool", List.of("x"))));
        String product = net.node("MatMul", List.of(flat, net.weight("w", 0, 4, 7)));
        return net.node("Add", List.of(product, net.weight("b", 0, 7)));
    }),
    PERCEPTRON(net -> {
        String flat = net.node("Flatten", List.of("x"));
        String first = net.node("Gemm", List.of(flat, net.weight("a.weight", 0, 6, 352)), integer("transB", 1));
        String relu = net.node("Relu", List.of(net.normalization(first, 6)));
        String second = net.node(
                "Gemm",
                List.of(net.node("Add", List.of(relu, relu)), net.weight("b.weight", 0, 3, 6)),
                integer("transB", 1));
        return net.node("Softmax", List.of(second), integer("axis", 1));
    }),
    RESHAPE_WITH_INFERRED_BATCH(net -> net.node("Reshape", List.of(net.conv("x", 4, 6, 3), net.integers(-1, 324)))),
    RESHAPE_WITH_COPIED_BATCH(net -> net.node("Reshape", List.of(net.conv("x", 4, 6, 3), net.integers(0, 3, -1)))),
    RESHAPE_TO_MAP_AND_ON(net -> net.conv(net.node("Reshape", List.of("x", net.integers(0, 8, 11, 4))), 8, 2, 3)),
    RESHAPE_BY_COMPUTED_SHAPE(net -> {
        String shape = net.node("Shape", List.of("x"));
        String batch = net.node("Gather", List.of(shape, net.index(0)), integer("axis", 0));
        String row = unsqueeze(net, batch, 0);
        String target = net.node("Concat", List.of(row, net.integers(-1)), integer("axis", 0));
        return net.node("Relu", List.of(net.node("Reshape", List.of("x", target))));
    }),
    SQUEEZED_AND_UNSQUEEZED(net -> {
        String pooled = net.node("GlobalAveragePool", List.of("x"));
        String flat = squeeze(net, squeeze(net, pooled, 3), -1);
        return net.conv(unsqueeze(net, unsqueeze(net, flat, 2), 3), 4, 3, 1);
    }),
    IDENTITY_AND_DROPOUT(net -> net.node(
            "Identity", List.of(net.node("Dropout", List.of(net.node("Identity", List.of(net.conv("x", 4, 6, 3)))))))),
    SHARED_FLATTEN(net -> {
        String flat = net.node("Flatten", List.of("x"));
        String left = net.node("Gemm", List.of(flat, net.weight("l.weight", 0, 5, 352)), integer("transB", 1));
        String right = net.node("Gemm", List.of(flat, net.weight("r.weight", 0, 5, 352)), integer("transB", 1));
        return net.node("Add", List.of(left, right));
    }),
    MAP_PLUS_ITS_REORDERED_SELF(net -> {
        String left = net.node("Flatten", List.of("x"));
        String right = net.node(
                "Reshape",
                List.of(net.node("Reshape", List.of("x", net.integers(-1, 8, 11, 4))), net.integers(-1, 352)));
        return net.node("Add", List.of(left, right));
    }),
    WEIGHTS_SHARED(net -> {
        String weight = net.weight("shared.weight", 0, 4, 4, 3, 3);
        String first = net.node("Conv", List.of("x", weight), integers("pads", 1, 1, 1, 1));
        return net.node("Conv", List.of(first, weight), integers("pads", 1, 1, 1, 1));
    });

    private final Recipe recipe;

    ExampleFile(Recipe recipe) {
        this.recipe = recipe;
    }

    /** How a net is built; the last value is the output. */
    private interface Recipe {
        String output(OnnxNet net);
    }

    /** The file. */
    public byte[] bytes(int opset) {
        OnnxNet net = new OnnxNet(opset, 4, 11, 8);
        return net.build(recipe.output(net));
    }

    static String mean(OnnxNet net, String input, long keep, long... axes) {
        return net.opset() < 18
                ? net.node("ReduceMean", List.of(input), integers("axes", axes), integer("keepdims", keep))
                : net.node("ReduceMean", List.of(input, net.integers(axes)), integer("keepdims", keep));
    }

    private static String squeeze(OnnxNet net, String input, long axis) {
        return byAxes(net, "Squeeze", input, axis);
    }

    private static String unsqueeze(OnnxNet net, String input, long axis) {
        return byAxes(net, "Unsqueeze", input, axis);
    }

    private static String byAxes(OnnxNet net, String operator, String input, long axis) {
        return net.opset() < 13
                ? net.node(operator, List.of(input), integers("axes", axis))
                : net.node(operator, List.of(input, net.integers(axis)));
    }
}
