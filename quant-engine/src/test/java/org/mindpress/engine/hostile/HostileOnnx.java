package org.mindpress.engine.hostile;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.onnx.OnnxAttributes;

/** ONNX files made to harm. The image is {@code x}, of shape [1, 8, 8]; the result {@code y}. */
final class HostileOnnx {
    private static final int MANY = 20_000;
    private static final String RELU = "Relu";

    private HostileOnnx() {}

    static List<HostileFile> all(Path folder) {
        List<HostileFile> files = new ArrayList<>(structure());
        files.addAll(dimensions());
        files.addAll(elsewhere(folder));
        files.addAll(shared());
        return files;
    }

    private static List<HostileFile> structure() {
        ByteString deep = ByteString.EMPTY;
        for (int i = 0; i < 20_000; i++) {
            // each level is a node with an attribute with a graph
            deep = wrapped(1, wrapped(5, wrapped(6, deep)));
            if (deep.size() > 200_000) {
                break;
            }
        }
        ByteString nested = deep;
        return List.of(
                HostileFile.of("onnx, empty", new byte[0], "not an ONNX model"),
                HostileFile.of(
                        "onnx, values in a circle",
                        model(graph -> graph.addNode(node(RELU, "b", "y")).addNode(node(RELU, "y", "b"))),
                        "[b] come from no node before it"),
                HostileFile.of(
                        "onnx, two initializers of a name",
                        model(graph -> graph.addInitializer(floats("w", 4, 4))
                                .addInitializer(floats("w", 4, 4))
                                .addNode(node("Add", "x", "w").toBuilder().addOutput("y"))),
                        "initializer w",
                        "another initializer has this name"),
                HostileFile.of(
                        "onnx, a node computes an initializer",
                        model(graph -> graph.addInitializer(floats("y", 4, 4)).addNode(node(RELU, "x", "y"))),
                        "it computes y, which the file gives"),
                HostileFile.of(
                        "onnx, a node computes the image",
                        model(graph -> graph.addNode(node(RELU, "x", "y")).addNode(node(RELU, "y", "x"))),
                        "it computes x, which the file gives"),
                HostileFile.of(
                        "onnx, two nodes compute a value",
                        model(graph -> graph.addNode(node(RELU, "x", "y")).addNode(node(RELU, "x", "y"))),
                        "which another node computes already"),
                HostileFile.of("onnx, graphs in graphs", wrapped(7, nested).toByteArray(), "not an ONNX model"),
                HostileFile.of(
                        "onnx, a million empty nodes",
                        wrapped(7, ByteString.copyFrom(pairs(1_000_000, 0x0A))).toByteArray(),
                        "hold so many small parts"),
                HostileFile.of(
                        "onnx, a million empty groups of no field",
                        wrapped(7, ByteString.copyFrom(groups(1_000_000))).toByteArray(),
                        "hold so many small parts"),
                HostileFile.of(
                        "onnx, an attribute of another type where the layout is looked for",
                        model(graph -> graph.addNode(node("Transpose", "x", "y").toBuilder()
                                .addAttribute(OnnxAttributes.number("perm", 1)))),
                        "attribute perm is FLOAT, expected INTS"));
    }

    private static List<HostileFile> dimensions() {
        return List.of(
                weight("onnx, raw data of another length", floats("w", 12, 4), "tensor w has 12 bytes, expected 16"),
                weight("onnx, 2^32 numbers", floats("w", 16, 65_536, 65_536), "impossible dimensions [65536, 65536]"),
                weight(
                        "onnx, 2^64 numbers",
                        floats("w", 16, 1L << 30, 1L << 30, 16),
                        "tensor w has impossible dimensions"),
                weight(
                        "onnx, dimensions whose product is 0 again",
                        floats("w", 0, 1L << 32, 1L << 32),
                        "tensor w has impossible dimensions"),
                weight("onnx, a negative dimension", floats("w", 16, -4), "impossible dimensions [-4]"),
                weight(
                        "onnx, a million axes",
                        floats("w", 4, Collections.nCopies(1_000_000, 1L)),
                        "tensor w has 1000000 axes"),
                HostileFile.of(
                        "onnx, an image of 2^60 numbers",
                        ModelProto.newBuilder()
                                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                                .setGraph(GraphProto.newBuilder()
                                        .addInput(value("x", 1 << 20, 1 << 20, 1 << 20))
                                        .addOutput(value("y"))
                                        .addNode(node(RELU, "x", "y")))
                                .build()
                                .toByteArray(),
                        "its shape is [1, 1048576, 1048576, 1048576]"));
    }

    private static List<HostileFile> elsewhere(Path folder) {
        CompanionFiles none = path -> {
            throw new AssertionError("asked for " + path);
        };
        CompanionFiles sixteen = path -> Optional.of(new byte[16]);
        List<HostileFile> files = new ArrayList<>();
        for (String path : List.of("../w.bin", "/etc/passwd", "a/../../w.bin", "..", "C:\\w.bin", "w\0")) {
            files.add(HostileFile.beside(
                    "onnx, data in " + path.replace('\0', '0'),
                    external(Map.of("location", path)),
                    none,
                    "lies outside of the model's folder"));
        }
        files.add(HostileFile.beside(
                "onnx, data behind a link out of the folder",
                external(Map.of("location", "link.bin")),
                CompanionFiles.folder(folder),
                "its data file link.bin is not there"));
        files.add(HostileFile.beside(
                "onnx, an offset behind the end",
                external(Map.of("location", "w.bin", "offset", "999999999999")),
                sixteen,
                "it lies at 999999999999",
                "which has 16"));
        files.add(HostileFile.beside(
                "onnx, a length behind the end",
                external(Map.of("location", "w.bin", "offset", "8", "length", "16")),
                sixteen,
                "it lies at 8 with 16 bytes",
                "which has 16"));
        files.add(HostileFile.beside(
                "onnx, a negative offset",
                external(Map.of("location", "w.bin", "offset", "-8")),
                sixteen,
                "offset is '-8'"));
        return files;
    }

    /** A little that many nodes read, each of which would make much of it. */
    private static List<HostileFile> shared() {
        TensorProto numbers = TensorProto.newBuilder()
                .setName("n")
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(100_000)
                .setRawData(ByteString.copyFrom(new byte[800_000]))
                .build();
        return List.of(
                HostileFile.of(
                        "onnx, a weight of half a megabyte in " + MANY + " layers",
                        model(graph -> {
                            graph.addInitializer(floats("w", 524_288, 131_072, 1, 1, 1));
                            row(
                                    graph,
                                    i -> node("Conv", "x", i).toBuilder()
                                            .addInput("w")
                                            .build());
                        }),
                        "the layers share constants so often"),
                HostileFile.of(
                        "onnx, one shape of 100,000 axes in " + MANY + " nodes",
                        model(graph -> {
                            graph.addInitializer(numbers);
                            row(
                                    graph,
                                    i -> node("Cast", "n", i).toBuilder()
                                            .addAttribute(OnnxAttributes.integer("to", 6))
                                            .build());
                        }),
                        "expected at most 64 numbers"),
                HostileFile.of(
                        "onnx, a map of 100,000 axes in " + MANY + " nodes",
                        model(graph -> {
                            long[] axes = new long[100_000];
                            Arrays.setAll(axes, i -> i + 1);
                            graph.addNode(node("Unsqueeze", "x", "u").toBuilder()
                                    .addAttribute(OnnxAttributes.integers("axes", axes)));
                            row(graph, i -> node(RELU, "u", i));
                        }),
                        "it adds 100000 axes"),
                HostileFile.of(
                        "onnx, " + MANY + " nodes of one name, refused one by one",
                        model(graph -> row(
                                graph,
                                i -> node("LSTM", "x", i).toBuilder()
                                        .setName("same")
                                        .build())),
                        "'LSTM' at node same",
                        "1000 problems"));
    }

    /** Files that are right, and slow to read for a reader that looks at all nodes for each. */
    static List<HostileFile> longOnes() {
        return List.of(
                HostileFile.of("onnx, a chain of " + MANY + " nodes", model(graph -> chain(graph, RELU, false))),
                HostileFile.of(
                        "onnx, a chain of " + MANY + " nodes of one name", model(graph -> chain(graph, RELU, true))),
                HostileFile.of(
                        "onnx, a chain of " + MANY + " nodes that do nothing",
                        model(graph -> chain(graph, "Identity", false))));
    }

    private static void chain(GraphProto.Builder graph, String operator, boolean sameName) {
        String before = "x";
        for (int i = 0; i < MANY; i++) {
            String name = i == MANY - 1 ? "y" : "v" + i;
            graph.addNode(node(operator, before, name).toBuilder().setName(sameName ? "same" : name));
            before = name;
        }
        if (operator.equals("Identity")) {
            graph.clearOutput().addOutput(value("z")).addNode(node(RELU, "y", "z"));
        }
    }

    /** Nodes side by side, all of which the result needs. */
    private static void row(GraphProto.Builder graph, java.util.function.Function<String, NodeProto> node) {
        NodeProto.Builder last = NodeProto.newBuilder().setOpType("Sum").addOutput("y");
        for (int i = 0; i < MANY; i++) {
            graph.addNode(node.apply("v" + i));
            last.addInput("v" + i);
        }
        graph.addNode(last);
    }

    private static HostileFile weight(String what, TensorProto tensor, String said) {
        return HostileFile.of(
                what,
                model(graph -> graph.addInitializer(tensor)
                        .addNode(node("Gemm", "x", "y").toBuilder().addInput("w"))),
                said);
    }

    private static byte[] external(Map<String, String> entries) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName("w")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(4)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL);
        entries.forEach((key, text) -> tensor.addExternalData(
                StringStringEntryProto.newBuilder().setKey(key).setValue(text)));
        return model(graph -> graph.addInitializer(tensor)
                .addNode(node("Gemm", "x", "y").toBuilder().addInput("w")));
    }

    private static byte[] model(Consumer<GraphProto.Builder> content) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("net")
                .addInput(value("x", 1, 8, 8))
                .addOutput(value("y"));
        content.accept(graph);
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static NodeProto node(String operator, String input, String output) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .addInput(input)
                .addOutput(output)
                .build();
    }

    private static TensorProto floats(String name, int bytes, long... dimensions) {
        return floats(name, bytes, Arrays.stream(dimensions).boxed().toList());
    }

    private static TensorProto floats(String name, int bytes, List<Long> dimensions) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addAllDims(dimensions)
                .setRawData(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    private static ValueInfoProto value(String name, long... image) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1));
        for (long size : image) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                                .setShape(shape)))
                .build();
    }

    /** A field that holds a message. */
    static ByteString wrapped(int field, ByteString content) {
        ByteString.Output bytes = ByteString.newOutput();
        bytes.write((field << 3) | 2);
        int length = content.size();
        while (length > 0x7F) {
            bytes.write((length & 0x7F) | 0x80);
            length >>>= 7;
        }
        bytes.write(length);
        return bytes.toByteString().concat(content);
    }

    /** Empty messages of one field. */
    static byte[] pairs(int count, int key) {
        byte[] bytes = new byte[2 * count];
        for (int i = 0; i < count; i++) {
            bytes[2 * i] = (byte) key;
        }
        return bytes;
    }

    /** Empty groups of a field that nobody knows. */
    private static byte[] groups(int count) {
        byte[] bytes = new byte[4 * count];
        for (int i = 0; i < count; i++) {
            bytes[4 * i] = (byte) 0xC3;
            bytes[4 * i + 1] = 0x3E;
            bytes[4 * i + 2] = (byte) 0xC4;
            bytes[4 * i + 3] = 0x3E;
        }
        return bytes;
    }
}
