package org.mindpress.engine.hostile;

import static org.mindpress.engine.mindir.MindirEdits.edited;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.importer.MindsporeFiles;
import org.mindpress.engine.mindir.proto.MindIr.AttributeProto;
import org.mindpress.engine.mindir.proto.MindIr.GraphProto;
import org.mindpress.engine.mindir.proto.MindIr.ModelProto;
import org.mindpress.engine.mindir.proto.MindIr.NodeProto;
import org.mindpress.engine.mindir.proto.MindIr.PrimitiveProto;
import org.mindpress.engine.mindir.proto.MindIr.TensorProto;

/** MindIR files made to harm, from two that MindSpore wrote. */
final class HostileMindir {
    private static final int MANY = 20_000;
    private static final byte[] WHOLE = MindsporeFiles.bytes("lenet.mindir");
    private static final byte[] SPLIT = MindsporeFiles.bytes("lenet_split_graph.mindir");

    private HostileMindir() {}

    static List<HostileFile> all() {
        List<HostileFile> files = new ArrayList<>(structure());
        files.addAll(dimensions());
        files.addAll(elsewhere());
        files.addAll(shared());
        return files;
    }

    private static List<HostileFile> structure() {
        return List.of(
                HostileFile.of(
                        "mindir, values in a circle",
                        changed(graph -> {
                            NodeProto.Builder first = lastCall(graph, 0);
                            first.addInput(
                                    graph.getNode(graph.getNodeCount() - 1).getOutput(0));
                        }),
                        "which is unknown or comes later in the file"),
                HostileFile.of(
                        "mindir, two parameters of a name",
                        changed(graph -> graph.addParameter(graph.getParameter(0))),
                        "is defined twice"),
                HostileFile.of(
                        "mindir, two nodes of a name",
                        changed(graph -> graph.addNode(lastCall(graph, 0).build())),
                        "is defined twice"),
                HostileFile.of(
                        "mindir, a million empty nodes",
                        joined(WHOLE, HostileOnnx.wrapped(7, ByteString.copyFrom(HostileOnnx.pairs(1_000_000, 0x0A)))),
                        "holds so many small parts"),
                HostileFile.of(
                        "mindir, attributes in attributes",
                        joined(WHOLE, HostileOnnx.wrapped(7, HostileOnnx.wrapped(1, HostileOnnx.wrapped(5, nested())))),
                        "is truncated or no MindIR"));
    }

    private static ByteString nested() {
        ByteString deep = ByteString.EMPTY;
        for (int i = 0; i < 5_000; i++) {
            deep = HostileOnnx.wrapped(AttributeProto.VALUES_FIELD_NUMBER, deep);
        }
        return deep;
    }

    private static List<HostileFile> dimensions() {
        String large = "more than 2^31 - 1 elements";
        return List.of(
                HostileFile.of(
                        "mindir, raw data of another length",
                        weight(tensor -> tensor.setRawData(ByteString.copyFrom(new byte[12]))),
                        "raw data, found 12"),
                HostileFile.of("mindir, 2^32 numbers", sized(65_536, 65_536), large),
                HostileFile.of("mindir, 2^90 numbers", sized(1L << 30, 1L << 30, 1L << 30), large),
                HostileFile.of("mindir, a size of 2^40", sized(1L << 40), "has the size 1099511627776"),
                HostileFile.of("mindir, a negative size", sized(-4, 4), "has the size -4"));
    }

    private static List<HostileFile> elsewhere() {
        CompanionFiles whole = path -> Optional.of(MindsporeFiles.bytes("lenet_split_variables/data_0"));
        List<HostileFile> files = new ArrayList<>();
        for (String path : List.of("../data_0", "/etc/passwd", "a/../../data_0", "..", "C:\\data_0")) {
            files.add(HostileFile.beside(
                    "mindir, data in " + path,
                    external(data -> data.setLocation(path)),
                    asked -> asked.equals(path) ? Optional.empty() : whole.read(asked),
                    "is not inside the model's folder"));
        }
        files.add(HostileFile.beside(
                "mindir, an offset behind the end",
                external(data -> data.setOffset(Long.MAX_VALUE)),
                whole,
                "bytes from 9223372036854775807 on"));
        files.add(HostileFile.beside(
                "mindir, another length than the shape has",
                external(data -> data.setLength(1L << 40)),
                whole,
                "names 1099511627776 bytes"));
        return files;
    }

    /** A little that many nodes read, each of which would make much of it. */
    private static List<HostileFile> shared() {
        AttributeProto.Builder shape =
                AttributeProto.newBuilder().setName("value").setType(AttributeProto.AttributeType.TUPLE);
        for (int i = 0; i < 20_000; i++) {
            shape.addValues(AttributeProto.newBuilder()
                    .setType(AttributeProto.AttributeType.INT64)
                    .addInts(1));
        }
        return List.of(
                HostileFile.of(
                        "mindir, one shape of 20,000 axes in many nodes",
                        changed(graph -> {
                            graph.addNode(
                                    0,
                                    NodeProto.newBuilder()
                                            .setName("c")
                                            .setOpType("Constant")
                                            .addOutput("c")
                                            .addAttribute(shape));
                            row(graph, 2_000, "Reshape", "c");
                        }),
                        "has 20000 numbers, expected at most 1024"),
                HostileFile.of(
                        "mindir, one tuple of all in many nodes",
                        changed(graph -> {
                            NodeProto.Builder tuple = NodeProto.newBuilder()
                                    .setName("t")
                                    .setOpType("MakeTuple")
                                    .addOutput("t");
                            for (int i = 0; i < MANY; i++) {
                                tuple.addInput(graph.getInput(0).getName());
                            }
                            graph.addNode(0, tuple);
                            row(graph, 2_000, "Concat", "t");
                        }),
                        "reads a tuple of 20000 tensors"),
                HostileFile.of(
                        "mindir, an operator's name of a megabyte",
                        model(model -> {
                            model.addPrimitives(
                                    PrimitiveProto.newBuilder().setName("p").setOpType("X".repeat(1 << 20)));
                            row(model.getGraphBuilder(), 2_000, "REF::p", "");
                        }),
                        "has an operator of 1048576 characters"),
                HostileFile.of(
                        "mindir, a primitive of half a megabyte in many nodes",
                        model(model -> {
                            model.addPrimitives(PrimitiveProto.newBuilder()
                                    .setName("p")
                                    .setOpType("Unknown")
                                    .addAttribute(AttributeProto.newBuilder()
                                            .setName("w")
                                            .setType(AttributeProto.AttributeType.TENSORS)
                                            .addTensors(TensorProto.newBuilder()
                                                    .setDataType(1)
                                                    .addDims(131_072)
                                                    .setRawData(ByteString.copyFrom(new byte[524_288])))));
                            row(model.getGraphBuilder(), 2_000, "REF::p", "");
                        }),
                        "'Unknown' at node"));
    }

    /** Nodes on the way to the result, one behind the other. */
    private static void row(GraphProto.Builder graph, int count, String operator, String second) {
        String before = graph.getInput(0).getName();
        for (int i = 0; i < count; i++) {
            NodeProto.Builder node = NodeProto.newBuilder()
                    .setName("row" + i)
                    .setOpType(operator)
                    .setDomain("Default/" + operator)
                    .addInput(before)
                    .addOutput("row" + i);
            if (!second.isEmpty()) {
                node.addInput(second);
            }
            graph.addNode(node);
            before = "row" + i;
        }
        graph.getOutputBuilder(0).setName(before);
    }

    /** A node that is neither a constant nor bookkeeping, counted from the end. */
    private static NodeProto.Builder lastCall(GraphProto.Builder graph, int skip) {
        int left = skip;
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            if (graph.getNode(i).getOpType().startsWith("REF::ReLU") && left-- == 0) {
                return graph.getNodeBuilder(i);
            }
        }
        throw new IllegalStateException("no such node");
    }

    private static byte[] weight(Consumer<TensorProto.Builder> change) {
        return changed(graph -> change.accept(graph.getParameterBuilder(0)));
    }

    private static byte[] sized(long... sizes) {
        return weight(tensor -> {
            tensor.clearDims();
            for (long size : sizes) {
                tensor.addDims(size);
            }
        });
    }

    private static byte[] external(Consumer<TensorProto.ExternalDataProto.Builder> change) {
        return edited(
                SPLIT,
                model -> change.accept(
                        model.getGraphBuilder().getParameterBuilder(0).getExternalDataBuilder()));
    }

    private static byte[] changed(Consumer<GraphProto.Builder> change) {
        return model(model -> change.accept(model.getGraphBuilder()));
    }

    private static byte[] model(Consumer<ModelProto.Builder> change) {
        return edited(WHOLE, change);
    }

    private static byte[] joined(byte[] first, ByteString second) {
        return ByteString.copyFrom(first).concat(second).toByteArray();
    }
}
