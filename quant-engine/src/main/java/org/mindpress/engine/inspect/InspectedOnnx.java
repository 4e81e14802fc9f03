package org.mindpress.engine.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.inspect.ModelContents.ModelNode;
import org.mindpress.engine.inspect.ModelContents.Point;
import org.mindpress.engine.inspect.ModelContents.StoredTensor;
import org.mindpress.engine.inspect.ModelContents.Value;
import org.mindpress.engine.onnx.OnnxContents;
import org.mindpress.engine.onnx.OnnxContents.Operation;
import org.mindpress.engine.onnx.OnnxReader;

/** An ONNX file taken apart, float or with QuantizeLinear nodes. */
final class InspectedOnnx implements InspectedModel {
    private static final int UINT8_OFFSET = 128;
    private static final String SCALE = "/scale";

    private final FileIdentity identity;
    private final OnnxContents contents;
    private final boolean quantized;
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, LayerNumbers> layers;
    private final List<String> notes = new ArrayList<>();

    InspectedOnnx(String fileName, byte[] content) {
        this.identity = FileIdentity.of(fileName, content);
        this.contents = OnnxContents.of(fileName, content);
        this.quantized = contents.operations().stream().anyMatch(node -> isQuantizing(node.operator()));
        contents.tensors().forEach(tensor -> types.put(tensor.name(), tensor.type()));
        this.layers = quantized ? new QdqLayers(contents).layers() : floatLayers(fileName, content);
    }

    private static boolean isQuantizing(String operator) {
        return operator.equals("QuantizeLinear") || operator.equals("DequantizeLinear");
    }

    /** Of the device form with batch norm folded, which is what quantised files hold; none when the file cannot be imported. */
    private Map<String, LayerNumbers> floatLayers(String fileName, byte[] content) {
        Map<String, LayerNumbers> found = new LinkedHashMap<>();
        ModelGraph graph;
        try {
            graph = BatchNormalizationFolding.fold(
                    OnnxReader.read(fileName, content).graph());
        } catch (IllegalArgumentException notImported) {
            notes.add("no float model that mindpress imports: " + notImported.getMessage());
            return found;
        }
        for (Node node : graph.nodes()) {
            if (node.operator() == Operator.CONVOLUTION) {
                FloatTensor weight = graph.constant(node.constants().get(0));
                Optional<float[]> bias = node.constants().size() > 1
                        ? Optional.of(graph.constant(node.constants().get(1)).toArray())
                        : Optional.empty();
                found.put(
                        node.name(),
                        new LayerNumbers(
                                weight.dimensions(),
                                Optional.empty(),
                                new float[0],
                                Optional.of(weight.toArray()),
                                bias,
                                Optional.empty()));
            }
        }
        return found;
    }

    @Override
    public Map<String, LayerNumbers> layers() {
        return layers;
    }

    @Override
    public Optional<double[]> numbers(String tensor) {
        return contents.numbers(tensor);
    }

    @Override
    public ModelContents contents() {
        SortedMap<String, Integer> operators = new TreeMap<>();
        List<ModelNode> nodes = new ArrayList<>();
        Map<String, Point> points = new LinkedHashMap<>();
        for (Operation node : contents.operations()) {
            operators.merge(node.operator(), 1, Integer::sum);
            Optional<Quantization> quantization = quantization(node);
            nodes.add(node(node, quantization));
            if (node.operator().equals("QuantizeLinear") && quantization.isPresent()) {
                String scale = node.inputs().get(1);
                String layer = scale.endsWith(SCALE)
                        ? scale.substring(0, scale.length() - SCALE.length())
                        : node.inputs().get(0);
                points.putIfAbsent(layer, new Point(layer, quantization.get()));
            }
        }
        List<StoredTensor> tensors = contents.tensors().stream()
                .map(tensor -> new StoredTensor(tensor.name(), tensor.type(), tensor.shape(), tensor.bytes()))
                .toList();
        return new ModelContents(
                ModelContents.VERSION,
                identity,
                quantized ? "qdq-onnx" : "onnx",
                contents.header(),
                contents.inputs().stream().map(InspectedOnnx::value).toList(),
                contents.outputs().stream().map(InspectedOnnx::value).toList(),
                operators,
                tensors.stream().mapToLong(InspectedOnnx::elements).sum(),
                tensors.stream().mapToLong(StoredTensor::bytes).sum(),
                tensors,
                nodes,
                layers.entrySet().stream().map(InspectedMindir::layer).toList(),
                List.copyOf(points.values()),
                notes);
    }

    private static long elements(StoredTensor tensor) {
        double product = tensor.shape().stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
        return (long) Math.max(0, product);
    }

    private ModelNode node(Operation node, Optional<Quantization> quantization) {
        List<Value> outputs = new ArrayList<>();
        for (String output : node.outputs()) {
            outputs.add(contents.declared(output).map(InspectedOnnx::value).orElse(new Value(output, "", List.of())));
        }
        String name = node.name().isEmpty() && !node.outputs().isEmpty()
                ? node.operator() + " of " + node.outputs().get(0)
                : node.name();
        return new ModelNode(
                name,
                node.operator(),
                node.inputs(),
                outputs,
                node.attributes(),
                quantization.stream().toList());
    }

    private static Value value(OnnxContents.Value value) {
        return new Value(value.name(), value.type(), value.shape());
    }

    /** Of a quantising node whose scale is constant; zero points are moved to the int8 domain. */
    private Optional<Quantization> quantization(Operation node) {
        if (!isQuantizing(node.operator()) || node.inputs().size() < 2) {
            return Optional.empty();
        }
        Optional<double[]> scales = contents.numbers(node.inputs().get(1));
        if (scales.isEmpty()) {
            return Optional.empty();
        }
        String zeros = node.inputs().size() > 2 ? node.inputs().get(2) : "";
        String type = types.getOrDefault(zeros, zeros.isEmpty() ? "uint8" : "int8");
        int offset = type.equals("uint8") ? UINT8_OFFSET : 0;
        if (node.operator().equals("DequantizeLinear") && zeros.isEmpty()) {
            offset = 0;
        }
        double[] zeroPoints = contents.numbers(zeros).orElse(new double[scales.get().length]);
        List<Float> allScales = new ArrayList<>();
        Arrays.stream(scales.get()).forEach(scale -> allScales.add((float) scale));
        List<Integer> allZeros = new ArrayList<>();
        for (double zeroPoint : zeroPoints) {
            allZeros.add((int) zeroPoint - offset);
        }
        return Optional.of(new Quantization(allScales, allZeros));
    }
}
