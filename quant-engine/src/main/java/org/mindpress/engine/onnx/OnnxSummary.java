package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mindpress.engine.graph.ModelImportException;

/** What an ONNX file holds, in lines for people: any ONNX file, also one that cannot be imported. */
public final class OnnxSummary {
    private static final int SHOWN_VALUES = 4;
    private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();

    private final Map<String, TensorProto> tensors = new HashMap<>();

    private OnnxSummary() {}

    /**
     * Header, operator counts, tensors and nodes; quantisation nodes with scale and zero point.
     *
     * @param fileName how messages call it
     * @throws ModelImportException when it is no ONNX model
     */
    public static List<String> lines(String fileName, byte[] onnx) {
        return new OnnxSummary().describe(OnnxFile.parse(fileName, onnx));
    }

    private List<String> describe(ModelProto model) {
        GraphProto graph = model.getGraph();
        graph.getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
        List<String> lines = new ArrayList<>();
        lines.add("ONNX, IR version " + model.getIrVersion() + ", producer '" + model.getProducerName() + "'");
        model.getOpsetImportList()
                .forEach(opset -> lines.add("opset " + opset.getVersion()
                        + (opset.getDomain().isEmpty() ? "" : " of " + opset.getDomain())));
        graph.getInputList().stream()
                .filter(input -> !tensors.containsKey(input.getName()))
                .forEach(input -> lines.add("input  " + typed(input)));
        graph.getOutputList().forEach(output -> lines.add("output " + typed(output)));
        Map<String, Integer> counts = new TreeMap<>();
        graph.getNodeList().forEach(node -> counts.merge(node.getOpType(), 1, Integer::sum));
        lines.add("operators: " + counts);
        lines.add("tensors:");
        graph.getInitializerList()
                .forEach(tensor ->
                        lines.add("  " + tensor.getName() + "  " + type(tensor.getDataType()) + tensor.getDimsList()));
        lines.add("nodes:");
        graph.getNodeList().forEach(node -> lines.add("  " + line(node)));
        return lines;
    }

    private String line(NodeProto node) {
        StringBuilder line = new StringBuilder(node.getOpType())
                .append("  ")
                .append(node.getName().isEmpty() ? "-" : node.getName())
                .append("  ")
                .append(String.join(", ", node.getInputList()))
                .append(" -> ")
                .append(String.join(", ", node.getOutputList()));
        if (node.getOpType().endsWith("quantizeLinear") || node.getOpType().endsWith("QuantizeLinear")) {
            line.append("  scale ")
                    .append(values(node, 1))
                    .append(", zero point ")
                    .append(values(node, 2));
        }
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getIntsCount() > 0) {
                line.append("  ").append(attribute.getName()).append('=').append(attribute.getIntsList());
            } else if (attribute.getType() == AttributeProto.AttributeType.INT) {
                line.append("  ").append(attribute.getName()).append('=').append(attribute.getI());
            }
        }
        return line.toString();
    }

    private String values(NodeProto node, int input) {
        TensorProto tensor = node.getInputCount() > input ? tensors.get(node.getInput(input)) : null;
        if (tensor == null) {
            return "not constant";
        }
        double[] numbers = numbers(tensor);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(numbers.length, SHOWN_VALUES); i++) {
            text.append(i == 0 ? "" : " ")
                    .append(tensor.getDataType() == FLOAT ? (Object) (float) numbers[i] : (long) numbers[i]);
        }
        return text + (numbers.length > SHOWN_VALUES ? " … (" + numbers.length + ")" : "");
    }

    private static double[] numbers(TensorProto tensor) {
        var raw = tensor.getRawData().asReadOnlyByteBuffer().order(java.nio.ByteOrder.LITTLE_ENDIAN);
        if (tensor.getDataType() == FLOAT) {
            double[] numbers =
                    new double[raw.hasRemaining() ? raw.remaining() / Float.BYTES : tensor.getFloatDataCount()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = raw.hasRemaining() ? raw.getFloat() : tensor.getFloatData(i);
            }
            return numbers;
        }
        boolean signed = tensor.getDataType() == TensorProto.DataType.INT8.getNumber();
        boolean bytes = signed || tensor.getDataType() == TensorProto.DataType.UINT8.getNumber();
        if (bytes && raw.hasRemaining()) {
            double[] numbers = new double[raw.remaining()];
            for (int i = 0; i < numbers.length; i++) {
                byte value = raw.get();
                numbers[i] = signed ? value : Byte.toUnsignedInt(value);
            }
            return numbers;
        }
        return tensor.getInt32DataList().stream()
                .mapToDouble(Integer::doubleValue)
                .toArray();
    }

    private static String typed(ValueInfoProto value) {
        List<String> sizes = value.getType().getTensorType().getShape().getDimList().stream()
                .map(size -> size.hasDimValue() ? Long.toString(size.getDimValue()) : size.getDimParam())
                .toList();
        return value.getName() + "  " + type(value.getType().getTensorType().getElemType()) + sizes;
    }

    private static String type(int number) {
        TensorProto.DataType type = TensorProto.DataType.forNumber(number);
        return type == null ? "type " + number : type.name().toLowerCase(java.util.Locale.ROOT);
    }
}
