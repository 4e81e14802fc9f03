package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.quant.BiasQuantizer;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.QuantizationDocument;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.engine.quant.WeightCodes;

/**
 * Reads the files of {@link QdqWriter} back: the codes, scales and biases of the model that was written, bit for bit. The float constants
 * of the graph are {@code code * scale} and the canonical bias.
 */
public final class QdqReader {
    private static final String REMEDY = "use the file as mindpress wrote it, with the quantization.json beside it";

    private final OnnxFile file;
    private final QuantizationDocument document;
    private final Map<String, String> nodeOfValue = new HashMap<>();
    private final Map<String, QuantizationParameters> parametersOfNode = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, FloatTensor> constants = new LinkedHashMap<>();
    private final Map<String, QuantizedConvolution> convolutions = new LinkedHashMap<>();

    private QdqReader(OnnxFile file, QuantizationDocument document) {
        this.file = file;
        this.document = document;
    }

    /**
     * Reads a model.
     *
     * @param fileName how messages call it
     * @param onnx bytes that {@link QdqWriter} wrote
     * @param document the {@code quantization.json} that lies beside it: layer settings and input specification
     * @throws ModelImportException when the bytes are not such a file, or do not belong to the document
     */
    public static QuantizedModel read(String fileName, byte[] onnx, QuantizationDocument document) {
        ModelProto model = OnnxFile.parse(fileName, onnx);
        if (!ModelFrame.is(model, ModelFrame.QDQ)) {
            throw refused(fileName, "mindpress did not write it as a quantised model", REMEDY);
        }
        List<ImportProblem> problems = new ArrayList<>();
        OnnxFile file = OnnxFile.of(model, problems, new ArrayList<>());
        if (!problems.isEmpty()) {
            throw new ModelImportException(fileName, problems);
        }
        QuantizedModel read;
        try {
            read = new QdqReader(file, document).read();
        } catch (ImportRefusal refusal) {
            throw refused(fileName, refusal.finding(), refusal.remedy());
        } catch (IllegalArgumentException | ArithmeticException fault) {
            throw refused(fileName, String.valueOf(fault.getMessage()), REMEDY);
        }
        if (!Arrays.equals(QdqWriter.write(read), onnx)) {
            throw refused(fileName, "it was changed after mindpress wrote it", REMEDY);
        }
        if (!document.parameters().isEmpty() && !document.parameters().equals(read.parameters())) {
            throw refused(fileName, "its scales and zero points differ from those of quantization.json", REMEDY);
        }
        return read;
    }

    private static ModelImportException refused(String fileName, String finding, String remedy) {
        return new ModelImportException(fileName, List.of(new ImportProblem("file", "", finding, remedy)));
    }

    private QuantizedModel read() {
        nodeOfValue.put(file.inputName(), file.inputName());
        for (OnnxNode node : file.nodes()) {
            switch (node.operator()) {
                case "QuantizeLinear" -> {
                    String source = nodeOf(node.requiredInput(0));
                    nodeOfValue.put(node.output(), source);
                    parametersOfNode.put(source, parameters(node));
                }
                case "DequantizeLinear" -> {
                    String codes = node.requiredInput(0);
                    if (!file.initializers().containsKey(codes)) {
                        nodeOfValue.put(node.output(), nodeOf(codes));
                    }
                }
                default -> add(node);
            }
        }
        ModelGraph graph = new ModelGraph(
                file.graphName(),
                file.inputName(),
                file.inputShape().orElseThrow(() -> new ImportRefusal("it has no input", REMEDY)),
                nodes,
                constants,
                file.outputName());
        QuantizationPlan plan = document.plan(graph);
        Map<String, QuantizationParameters> parameters = new LinkedHashMap<>();
        for (QuantizationPoint point : plan.points()) {
            parameters.put(point.name(), parametersOf(point.value()));
        }
        return new QuantizedModel(graph, plan, convolutions, parameters, document.input());
    }

    private void add(OnnxNode node) {
        List<String> inputs = new ArrayList<>();
        boolean convolution = node.operator().equals("Conv");
        int values = convolution ? 1 : DeviceNodeReader.ownInputs(node);
        node.inputs().subList(0, values).forEach(value -> inputs.add(nodeOf(value)));
        if (convolution) {
            inputs.add(node.requiredInput(1));
            inputs.add(node.requiredInput(2));
        }
        Node made = DeviceNodeReader.node(node, inputs, name -> TensorDecoder.integers(initializer(name)));
        if (made.operator() == Operator.CONVOLUTION) {
            addNumbers(made);
        }
        nodes.add(made);
        nodeOfValue.put(node.output(), made.name());
    }

    private void addNumbers(Node node) {
        LayerSettings own = document.layers().get(node.name());
        if (own != null && own.isFloat()) {
            node.constants().forEach(constant -> constants.put(constant, TensorDecoder.floats(initializer(constant))));
            return;
        }
        String weight = node.constants().get(0);
        String bias = node.constants().get(1);
        TensorProto stored = initializer(weight + "/codes");
        WeightCodes codes = WeightCodes.of(
                TensorDecoder.bytes(stored, TensorProto.DataType.INT8),
                TensorDecoder.floats(initializer(weight + "/scale")).toArray());
        long[] biasCodes = TensorDecoder.integers(initializer(bias + "/codes"));
        float inputScale = parametersOf(node.dataInputs().get(0)).scale();
        float[] real = new float[biasCodes.length];
        for (int channel = 0; channel < real.length; channel++) {
            real[channel] = BiasQuantizer.real((int) biasCodes[channel], inputScale, codes.scale(channel));
        }
        convolutions.put(node.name(), QuantizedConvolution.of(codes, real));
        List<Integer> dimensions =
                stored.getDimsList().stream().map(Math::toIntExact).toList();
        constants.put(weight, FloatTensor.of(dimensions, codes.real(real.length)));
        constants.put(bias, FloatTensor.vector(real));
    }

    private QuantizationParameters parameters(OnnxNode node) {
        FloatTensor scale = TensorDecoder.floats(initializer(node.requiredInput(1)));
        byte[] zeroPoint = TensorDecoder.bytes(initializer(node.requiredInput(2)), TensorProto.DataType.UINT8);
        if (scale.size() != 1 || zeroPoint.length != 1) {
            throw new ImportRefusal("activations of " + node.label() + " have several scales", REMEDY);
        }
        return new QuantizationParameters(scale.get(0), (zeroPoint[0] & 0xff) - QdqWriter.UINT8_OFFSET);
    }

    private QuantizationParameters parametersOf(String node) {
        QuantizationParameters found = parametersOfNode.get(node);
        if (found == null) {
            throw new ImportRefusal("the tensor of node " + node + " is not quantised", REMEDY);
        }
        return found;
    }

    private String nodeOf(String value) {
        String node = nodeOfValue.get(value);
        if (node == null) {
            throw new ImportRefusal("value " + value + " comes from no node before it", REMEDY);
        }
        return node;
    }

    private TensorProto initializer(String name) {
        TensorProto found = file.initializers().get(name);
        if (found == null) {
            throw new ImportRefusal("initializer " + name + " is missing", REMEDY);
        }
        return found;
    }
}
