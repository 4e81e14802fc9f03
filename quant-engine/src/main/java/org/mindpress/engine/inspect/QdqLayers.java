package org.mindpress.engine.inspect;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.engine.onnx.OnnxContents;
import org.mindpress.engine.onnx.OnnxContents.Operation;
import org.mindpress.engine.onnx.OnnxContents.StoredTensor;

/**
 * The layers with weights of a QDQ ONNX file: convolutions and matrix products that read a DequantizeLinear of stored codes, or stored
 * float32 values.
 */
final class QdqLayers {
    private static final List<String> WITH_WEIGHTS = List.of("Conv", "Gemm", "MatMul");
    private static final String WEIGHT = ".weight";

    private final OnnxContents contents;
    private final Map<String, Operation> producers = new HashMap<>();
    private final Map<String, StoredTensor> tensors = new HashMap<>();

    QdqLayers(OnnxContents contents) {
        this.contents = contents;
        contents.operations().forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
        contents.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
    }

    Map<String, LayerNumbers> layers() {
        Map<String, LayerNumbers> layers = new LinkedHashMap<>();
        for (Operation node : contents.operations()) {
            if (WITH_WEIGHTS.contains(node.operator()) && node.inputs().size() > 1) {
                numbers(node).ifPresent(numbers -> layers.put(layer(node), numbers));
            }
        }
        return layers;
    }

    /** Named as the importer does: by the weight where it is a module's, else by the node. */
    private static String layer(Operation node) {
        String weight = node.inputs().get(1);
        if (weight.endsWith(WEIGHT)) {
            return weight.substring(0, weight.length() - WEIGHT.length());
        }
        return node.name().isEmpty() ? weight : node.name();
    }

    private Optional<LayerNumbers> numbers(Operation node) {
        StoredTensor plain = tensors.get(node.inputs().get(1));
        if (plain != null) {
            return floatNumbers(node, plain);
        }
        Optional<Operation> weight = dequantized(node.inputs().get(1));
        Optional<StoredTensor> stored = weight.flatMap(
                one -> Optional.ofNullable(tensors.get(one.inputs().get(0))));
        if (weight.isEmpty() || stored.isEmpty() || !stored.get().type().equals("int8")) {
            return Optional.empty();
        }
        float[] scales = contents.numbers(weight.get().inputs().get(1))
                .map(QdqLayers::floats)
                .orElse(new float[0]);
        double[] codes = contents.numbers(stored.get().name()).orElse(new double[0]);
        Optional<Operation> bias =
                node.inputs().size() > 2 ? dequantized(node.inputs().get(2)) : Optional.empty();
        Optional<int[]> biasCodes =
                bias.flatMap(one -> contents.numbers(one.inputs().get(0))).map(QdqLayers::integers);
        Optional<float[]> biasScales = bias.flatMap(
                        one -> contents.numbers(one.inputs().get(1)))
                .map(QdqLayers::floats)
                .filter(one -> one.length > 0);
        return Optional.of(new LayerNumbers(
                stored.get().shape().stream().map(Long::intValue).toList(),
                Optional.of(bytes(codes)),
                scales,
                Optional.empty(),
                biasCodes.isPresent() && biasScales.isPresent()
                        ? Optional.of(real(biasCodes.get(), biasScales.get()))
                        : Optional.empty(),
                biasCodes));
    }

    /** A layer that stays in float: weight and bias stored as float32. */
    private Optional<LayerNumbers> floatNumbers(Operation node, StoredTensor weight) {
        Optional<float[]> bias = node.inputs().size() > 2
                ? contents.numbers(node.inputs().get(2)).map(QdqLayers::floats)
                : Optional.empty();
        return contents.numbers(weight.name())
                .map(numbers -> new LayerNumbers(
                        weight.shape().stream().map(Long::intValue).toList(),
                        Optional.empty(),
                        new float[0],
                        Optional.of(floats(numbers)),
                        bias,
                        Optional.empty()));
    }

    private Optional<Operation> dequantized(String value) {
        return Optional.ofNullable(producers.get(value))
                .filter(node -> node.operator().equals("DequantizeLinear"))
                .filter(node -> node.inputs().size() > 1);
    }

    private static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    private static int[] integers(double[] numbers) {
        int[] integers = new int[numbers.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (int) numbers[i];
        }
        return integers;
    }

    private static byte[] bytes(double[] numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return bytes;
    }

    private static float[] real(int[] codes, float[] scales) {
        float[] real = new float[codes.length];
        for (int i = 0; i < real.length; i++) {
            real[i] = (float) (codes[i] * (double) scales[scales.length == 1 ? 0 : Math.min(i, scales.length - 1)]);
        }
        return real;
    }
}
