package org.mindpress.engine.mindir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mindpress.engine.mindir.MindirModel.Dialect;

class MindirBuilderTest {
    private final MindirBuilder builder = new MindirBuilder(Dialect.D2, "handmade");
    private final MindirModel golden = Golden.model("handmade_float");

    /** The graph of the generator handmade.py, call by call, with the weights of the golden file. */
    @Test
    void reproducesTheHandWrittenFloatNetByteForByte() {
        String x = builder.input("x", TensorType.float32(1, 3, 16, 16));
        String w1 = parameter("conv1.weight");
        String h = convolution(x, w1, 1, 1, TensorType.float32(1, 8, 16, 16));
        h = bias(h, parameter("conv1.bias"));
        List<String> normalization = List.of(
                parameter("bn1.gamma"),
                parameter("bn1.beta"),
                parameter("bn1.moving_mean"),
                parameter("bn1.moving_variance"));
        TensorType map = TensorType.float32(1, 8, 16, 16);
        TensorType channels = TensorType.float32(8);
        h = builder.tupleNode(
                "BatchNorm",
                java.util.stream.Stream.concat(java.util.stream.Stream.of(h), normalization.stream())
                        .toList(),
                List.of(map, channels, channels, channels, channels),
                List.of(
                        new MindirValue.Flag(false),
                        new MindirValue.Real(1e-5f),
                        new MindirValue.Real(0.1f),
                        new MindirValue.Whole(0)),
                Map.of());
        h = builder.firstOf(h, map);
        h = plain("ReLU", map, h);
        String s = convolution(h, parameter("conv3.weight"), 0, 1, map);
        String d = convolution(h, parameter("dw.weight"), 1, 8, map);
        h = plain("ReLU6", map, plain("Add", map, s, d));
        Map<String, MindirValue> pool = new LinkedHashMap<>();
        pool.put("kernel_size", MindirValue.Sequence.tuple(1, 1, 2, 2));
        pool.put("strides", MindirValue.Sequence.tuple(1, 1, 2, 2));
        pool.put("pad_mode", new MindirValue.Text("VALID"));
        pool.put("format", new MindirValue.Text("NCHW"));
        pool.put("input_names", texts("x"));
        pool.put("output_names", texts("output"));
        h = builder.node("MaxPool", List.of(h), TensorType.float32(1, 8, 8, 8), List.of(), pool);
        MindirValue none = MindirValue.Sequence.tuple(0, 0);
        MindirValue one = MindirValue.Sequence.tuple(1, 1);
        h = builder.node(
                "Pad",
                List.of(h),
                TensorType.float32(1, 8, 10, 10),
                List.of(),
                Map.of("paddings", new MindirValue.Sequence(List.of(none, none, one, one), false)));
        TensorType small = TensorType.float32(1, 8, 5, 5);
        h = builder.node(
                "AvgPool",
                List.of(h),
                small,
                List.of(
                        MindirValue.Sequence.tuple(2, 2),
                        MindirValue.Sequence.tuple(2, 2),
                        new MindirValue.Whole(2),
                        new MindirValue.Whole(0)),
                Map.of());
        String shifted =
                plain("Abs", small, plain("Sub", small, h, builder.constant(TensorData.ofFloats(List.of(), 1f))));
        String pair = builder.tupleNode("MakeTuple", List.of(h, shifted), List.of(small, small), List.of(), Map.of());
        h = builder.node(
                "Concat", List.of(pair), TensorType.float32(1, 16, 5, 5), List.of(new MindirValue.Whole(1)), Map.of());
        h = builder.node(
                "ReduceMean",
                List.of(h),
                TensorType.float32(1, 16),
                List.of(MindirValue.Sequence.tuple(2, 3), new MindirValue.Flag(false)),
                Map.of());
        h = builder.node(
                "Reshape",
                List.of(h),
                TensorType.float32(1, 16),
                List.of(MindirValue.Sequence.tuple(-1, 16)),
                Map.of());
        h = builder.node(
                "MatMul",
                List.of(h, parameter("fc.weight")),
                TensorType.float32(1, 10),
                List.of(new MindirValue.Flag(false), new MindirValue.Flag(true)),
                Map.of());
        h = bias(h, parameter("fc.bias"));
        h = builder.node(
                "Softmax", List.of(h), TensorType.float32(1, 10), List.of(MindirValue.Sequence.tuple(-1)), Map.of());
        byte[] bytes = builder.finish(h, Map.of());
        assertThat(bytes.length).isEqualTo(Golden.bytes("handmade_float.mindir").length);
        assertThat(java.util.Arrays.equals(bytes, Golden.bytes("handmade_float.mindir")))
                .isTrue();
    }

    @Test
    void userInfoIsWrittenInKeyOrder() {
        byte[] first = small(Map.of("a", "1", "b", "2", "c", "3"));
        Map<String, String> reversed = new LinkedHashMap<>();
        reversed.put("c", "3");
        reversed.put("b", "2");
        reversed.put("a", "1");
        assertThat(java.util.Arrays.equals(first, small(reversed))).isTrue();
        assertThat(MindirReader.read("small", first).userInfo()).containsExactlyInAnyOrderEntriesOf(reversed);
    }

    private static byte[] small(Map<String, String> userInfo) {
        MindirBuilder builder = new MindirBuilder(Dialect.D1, "test");
        String x = builder.input("x", TensorType.float32(1, 4));
        String y = builder.node("ReLU", List.of(x), TensorType.float32(1, 4), List.of(), Map.of());
        return builder.finish(y, userInfo);
    }

    private String parameter(String name) {
        return builder.loadedParameter(
                name, golden.parameter(name).orElseThrow().data());
    }

    private String plain(String operator, TensorType type, String... inputs) {
        return builder.node(operator, List.of(inputs), type, List.of(), Map.of());
    }

    private String bias(String x, String b) {
        return builder.node("BiasAdd", List.of(x, b), builder.type(x), List.of(new MindirValue.Whole(0)), Map.of());
    }

    private String convolution(String x, String w, int pad, int group, TensorType output) {
        TensorType weight = builder.type(w);
        Map<String, MindirValue> attributes = new LinkedHashMap<>();
        attributes.put("out_channel", new MindirValue.Whole(weight.size(0)));
        attributes.put("kernel_size", MindirValue.Sequence.tuple(weight.size(2), weight.size(3)));
        attributes.put("mode", new MindirValue.Whole(1));
        attributes.put("pad_mode", new MindirValue.Text("pad"));
        attributes.put("pad", MindirValue.Sequence.tuple(pad, pad, pad, pad));
        attributes.put("pad_list", MindirValue.Sequence.tuple(pad, pad, pad, pad));
        attributes.put("stride", MindirValue.Sequence.tuple(1, 1, 1, 1));
        attributes.put("dilation", MindirValue.Sequence.tuple(1, 1, 1, 1));
        attributes.put("group", new MindirValue.Whole(group));
        attributes.put("groups", new MindirValue.Whole(group));
        attributes.put("format", new MindirValue.Text("NCHW"));
        attributes.put("input_names", texts("x", "w"));
        attributes.put("output_names", texts("output"));
        return builder.node("Conv2D", List.of(x, w), output, List.of(), attributes);
    }

    private static MindirValue texts(String... values) {
        return new MindirValue.Sequence(
                java.util.Arrays.stream(values)
                        .<MindirValue>map(MindirValue.Text::new)
                        .toList(),
                true);
    }
}
