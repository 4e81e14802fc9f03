package org.mindpress.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.mindpress.engine.quant.QuantizedModel;

/** What other tools do to a QDQ file that mindpress wrote, good and bad. */
final class QdqEdits {
    private QdqEdits() {}

    /** The file as another tool would hand it on. */
    static byte[] edited(QuantizedModel model, Consumer<GraphProto.Builder> edit) {
        try {
            ModelProto.Builder file =
                    ModelProto.parseFrom(QdqWriter.write(model)).toBuilder().setProducerName("another tool");
            edit.accept(file.getGraphBuilder());
            return file.build().toByteArray();
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static void each(GraphProto.Builder graph, String name, UnaryOperator<TensorProto> change) {
        int found = 0;
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (graph.getInitializer(i).getName().equals(name)) {
                graph.setInitializer(i, change.apply(graph.getInitializer(i)));
                found++;
            }
        }
        assertThat(found).as(name).isOne();
    }

    static void eachNode(GraphProto.Builder graph, String name, UnaryOperator<NodeProto> change) {
        int found = 0;
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getName().equals(name)) {
                graph.setNode(i, change.apply(graph.getNode(i)));
                found++;
            }
        }
        assertThat(found).as(name).isOne();
    }

    /** The pair behind a value has another scale. */
    static void otherGrid(GraphProto.Builder graph, String value, float scale) {
        for (String kind : List.of("/QuantizeLinear", "/DequantizeLinear")) {
            eachNode(
                    graph,
                    value + kind,
                    node -> node.toBuilder().setInput(1, "other").build());
        }
        graph.addInitializer(Initializers.scalar("other", scale));
    }

    static void floatBias(GraphProto.Builder graph, QuantizedModel model, String layer) {
        String bias = model.graph().node(layer).orElseThrow().constants().get(1);
        graph.addInitializer(Initializers.floats("float", model.graph().constant(bias)));
        eachNode(graph, layer, node -> node.toBuilder().setInput(2, "float").build());
    }

    /** Another pair before a node, with the parameters of a point. */
    static void pairBefore(GraphProto.Builder graph, String before, String point) {
        NodeProto reader = node(graph, before);
        int place = graph.getNodeList().indexOf(reader);
        List<String> grid = List.of(point + "/scale", point + "/zero_point");
        graph.setNode(place, reader.toBuilder().setInput(0, "inner").build());
        graph.addNode(
                place,
                NodeProto.newBuilder()
                        .setOpType("DequantizeLinear")
                        .addInput("inner/codes")
                        .addAllInput(grid)
                        .addOutput("inner"));
        graph.addNode(
                place,
                NodeProto.newBuilder()
                        .setOpType("QuantizeLinear")
                        .addInput(reader.getInput(0))
                        .addAllInput(grid)
                        .addOutput("inner/codes"));
    }

    /** Readers of the dequantised tensor read the one before the pair, which nobody needs then. */
    static void bypass(GraphProto.Builder graph, String value) {
        NodeProto pair = node(graph, value + "/QuantizeLinear");
        String result = node(graph, value + "/DequantizeLinear").getOutput(0);
        for (NodeProto.Builder reader : graph.getNodeBuilderList()) {
            for (int i = 0; i < reader.getInputCount(); i++) {
                if (reader.getInput(i).equals(result)) {
                    reader.setInput(i, pair.getInput(0));
                }
            }
        }
    }

    static NodeProto node(GraphProto.Builder graph, String name) {
        return graph.getNodeList().stream()
                .filter(node -> node.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static void zeroPoints(GraphProto.Builder graph, TensorProto.DataType type) {
        each(graph, "input/zero_point", tensor -> Initializers.tensor(tensor.getName(), type, List.of(), new byte[2]));
    }

    static void constants(GraphProto.Builder graph, TensorProto.DataType type) {
        for (String name : List.of("stem.conv.weight/codes", "stem.conv.weight/zero_point")) {
            each(
                    graph,
                    name,
                    tensor -> tensor.toBuilder().setDataType(type.getNumber()).build());
        }
    }

    static TensorProto filled(TensorProto tensor, int code) {
        byte[] codes = new byte[tensor.getRawData().size()];
        Arrays.fill(codes, (byte) code);
        return tensor.toBuilder().setRawData(ByteString.copyFrom(codes)).build();
    }

    /** uint8 becomes int8 and int8 uint8; the numbers stay. */
    static void exchangeSigns(GraphProto.Builder graph) {
        for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            boolean unsigned = tensor.getDataType() == TensorProto.DataType.UINT8_VALUE;
            if (!unsigned && tensor.getDataType() != TensorProto.DataType.INT8_VALUE) {
                continue;
            }
            // flipping the highest bit adds or takes 128
            byte[] codes = tensor.getRawData().toByteArray();
            for (int i = 0; i < codes.length; i++) {
                codes[i] ^= (byte) 0x80;
            }
            tensor.setDataType(unsigned ? TensorProto.DataType.INT8_VALUE : TensorProto.DataType.UINT8_VALUE)
                    .setRawData(ByteString.copyFrom(codes));
        }
    }

    static void dropActivations(GraphProto.Builder graph) {
        Map<String, String> before = new HashMap<>();
        graph.getNodeList().stream()
                .filter(node ->
                        node.getOpType().equals("Relu") || node.getOpType().equals("Clip"))
                .forEach(node -> before.put(node.getOutput(0), node.getInput(0)));
        assertThat(before).isNotEmpty();
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            if (before.containsKey(graph.getNode(i).getOutput(0))) {
                graph.removeNode(i);
            }
        }
        for (NodeProto.Builder reader : graph.getNodeBuilderList()) {
            IntStream.range(0, reader.getInputCount())
                    .filter(i -> before.containsKey(reader.getInput(i)))
                    .forEach(i -> reader.setInput(i, before.get(reader.getInput(i))));
        }
    }
}
