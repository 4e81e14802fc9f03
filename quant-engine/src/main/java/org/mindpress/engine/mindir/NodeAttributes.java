package org.mindpress.engine.mindir;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Window;

/** Attributes of the operators whose hyper-parameters are attributes, in the order in which they are written. */
final class NodeAttributes {
    private static final MindirValue CHANNELS_FIRST = new MindirValue.Text("NCHW");

    private NodeAttributes() {}

    static Map<String, MindirValue> convolution(TensorType weight, Window window, int group) {
        Map<String, MindirValue> attributes = new LinkedHashMap<>();
        attributes.put("out_channel", new MindirValue.Whole(weight.size(0)));
        attributes.put("kernel_size", MindirValue.Sequence.tuple(weight.size(2), weight.size(3)));
        attributes.put("mode", new MindirValue.Whole(1));
        attributes.put("pad_mode", new MindirValue.Text("pad"));
        Padding padding = window.padding();
        MindirValue pad = MindirValue.Sequence.tuple(padding.top(), padding.bottom(), padding.left(), padding.right());
        attributes.put("pad", pad);
        attributes.put("pad_list", pad);
        attributes.put("stride", MindirValue.Sequence.tuple(1, 1, window.strideHeight(), window.strideWidth()));
        attributes.put("dilation", MindirValue.Sequence.tuple(1, 1, window.dilationHeight(), window.dilationWidth()));
        attributes.put("group", new MindirValue.Whole(group));
        attributes.put("groups", new MindirValue.Whole(group));
        attributes.put("format", CHANNELS_FIRST);
        attributes.putAll(names(List.of("x", "w"), "output"));
        return attributes;
    }

    static Map<String, MindirValue> pool(Window window, PoolForm form) {
        Map<String, MindirValue> attributes = new LinkedHashMap<>();
        attributes.put("kernel_size", MindirValue.Sequence.tuple(1, 1, window.kernelHeight(), window.kernelWidth()));
        attributes.put("strides", MindirValue.Sequence.tuple(1, 1, window.strideHeight(), window.strideWidth()));
        attributes.put("pad_mode", new MindirValue.Text(form == PoolForm.SAME ? "SAME" : "VALID"));
        attributes.put("format", CHANNELS_FIRST);
        attributes.putAll(names(List.of("x"), "output"));
        return attributes;
    }

    /** A max-pool with symmetric padding in numbers, which MaxPoolWithArgmaxV2 alone has. */
    static Map<String, MindirValue> paddedPool(Window window) {
        Map<String, MindirValue> attributes = new LinkedHashMap<>();
        attributes.put("kernel_size", MindirValue.Sequence.tuple(1, 1, window.kernelHeight(), window.kernelWidth()));
        attributes.put("strides", MindirValue.Sequence.tuple(1, 1, window.strideHeight(), window.strideWidth()));
        Padding padding = window.padding();
        attributes.put("pads", MindirValue.Sequence.tuple(1, 1, padding.top(), padding.left()));
        attributes.put("dilation", MindirValue.Sequence.tuple(1, 1, window.dilationHeight(), window.dilationWidth()));
        attributes.put("ceil_mode", new MindirValue.Flag(false));
        attributes.put("argmax_type", new MindirValue.Whole(4));
        return attributes;
    }

    static Map<String, MindirValue> pad(Padding padding) {
        Map<String, MindirValue> attributes = new LinkedHashMap<>();
        attributes.put(
                "paddings",
                new MindirValue.Sequence(
                        List.of(
                                MindirValue.Sequence.tuple(0, 0),
                                MindirValue.Sequence.tuple(0, 0),
                                MindirValue.Sequence.tuple(padding.top(), padding.bottom()),
                                MindirValue.Sequence.tuple(padding.left(), padding.right())),
                        false));
        attributes.putAll(names(List.of("x"), "y"));
        return attributes;
    }

    /** Of PadV3, whose sides and number are inputs. */
    static Map<String, MindirValue> constantPad() {
        Map<String, MindirValue> attributes = new LinkedHashMap<>();
        attributes.put("mode", new MindirValue.Text("constant"));
        attributes.put("paddings_contiguous", new MindirValue.Flag(true));
        return attributes;
    }

    static Map<String, MindirValue> biasAdd() {
        Map<String, MindirValue> attributes = new LinkedHashMap<>();
        attributes.put("format", CHANNELS_FIRST);
        attributes.putAll(names(List.of("x", "b"), "output"));
        return attributes;
    }

    static Map<String, MindirValue> marker(float[] scales, int[] zeroPoints) {
        Map<String, MindirValue> attributes = new LinkedHashMap<>();
        attributes.put("quant_dtype", new MindirValue.Whole(7));
        attributes.put("quant_algo_name", new MindirValue.Text("linear_quant_algo"));
        attributes.put("is_per_channel", new MindirValue.Flag(scales.length > 1));
        MindirValue[] scaleValues = new MindirValue[scales.length];
        for (int i = 0; i < scales.length; i++) {
            scaleValues[i] = new MindirValue.Real(scales[i]);
        }
        attributes.put(QuantizationMarker.SCALES, new MindirValue.Sequence(List.of(scaleValues), true));
        attributes.put(
                QuantizationMarker.ZERO_POINTS,
                new MindirValue.Sequence(
                        Arrays.stream(zeroPoints)
                                .<MindirValue>mapToObj(MindirValue.Whole::new)
                                .toList(),
                        true));
        attributes.putAll(names(List.of("input_x"), "output"));
        return attributes;
    }

    static Map<String, MindirValue> names(List<String> inputs, String output) {
        Map<String, MindirValue> attributes = new LinkedHashMap<>();
        attributes.put("input_names", texts(inputs));
        attributes.put("output_names", texts(List.of(output)));
        return attributes;
    }

    private static MindirValue texts(List<String> values) {
        return new MindirValue.Sequence(
                values.stream().<MindirValue>map(MindirValue.Text::new).toList(), true);
    }
}
