package org.mindpress.engine.mindir;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.ProtobufMemory;
import org.mindpress.engine.mindir.proto.MindIr.GraphProto;
import org.mindpress.engine.mindir.proto.MindIr.ModelProto;
import org.mindpress.engine.mindir.proto.MindIr.TensorProto;

/**
 * Reads MindIR files of both dialects. Whatever the bytes, the answer is a model or a {@link MalformedModelException} that names
 * the file and everything found wrong with its structure. Whether the operators can be executed is for the caller to check.
 */
public final class MindirReader {
    private static final int NEWEST_VERSION = 3;
    private static final int FIRST_ENCRYPTION_MARK = 0x7F3A5ED8;
    private static final int LAST_ENCRYPTION_MARK = 0x7F3A5EDA;
    private static final String STATIC = "export an inference graph with static shapes and without control flow";

    private MindirReader() {}

    /**
     * Reads one file.
     *
     * @param fileName how messages name the file
     * @param bytes the whole file
     * @throws MalformedModelException when the bytes are no usable MindIR
     */
    public static MindirModel read(String fileName, byte[] bytes) {
        return read(fileName, bytes, CompanionFiles.none());
    }

    /**
     * Reads one file whose weights may lie in files beside it.
     *
     * @param fileName how messages name the file
     * @param bytes the whole file
     * @param external the files beside it
     * @throws MalformedModelException when the bytes are no usable MindIR, or a data file is missing
     */
    public static MindirModel read(String fileName, byte[] bytes, CompanionFiles external) {
        ProblemList problems = new ProblemList(fileName);
        ModelProto model = parse(bytes, problems);
        checkHeader(model, problems);
        problems.refuseIfAny();
        return new GraphResolver(problems, external).resolve(model);
    }

    /** Paths of the data files that a file names, as it names them: they may lead anywhere. None when the bytes are no MindIR. */
    public static List<String> dataFiles(byte[] bytes) {
        if (ProtobufMemory.isTooMuch(bytes, ModelProto.getDescriptor())) {
            return List.of();
        }
        try {
            return ModelProto.parseFrom(bytes).getGraph().getParameterList().stream()
                    .filter(TensorProto::hasExternalData)
                    .map(parameter -> parameter.getExternalData().getLocation())
                    .distinct()
                    .toList();
        } catch (InvalidProtocolBufferException refusedWhenRead) {
            return List.of();
        }
    }

    /**
     * Whether the bytes begin like a MindIR rather than like ONNX, which numbers its fields alike: ir_version and model_version are
     * texts, and there are fields that ONNX does not have. Encrypted files count.
     */
    public static boolean looksLikeMindir(byte[] bytes) {
        if (isEncrypted(bytes)) {
            return true;
        }
        CodedInputStream stream = CodedInputStream.newInstance(bytes);
        try {
            for (int tag = stream.readTag(); tag != 0; tag = stream.readTag()) {
                boolean text = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case ModelProto.IR_VERSION_FIELD_NUMBER -> {
                        return text && isText(stream.readBytes());
                    }
                    case ModelProto.MODEL_VERSION_FIELD_NUMBER -> {
                        return text;
                    }
                    case ModelProto.PRIMITIVES_FIELD_NUMBER -> {
                        return text;
                    }
                    case ModelProto.LITTLE_ENDIAN_FIELD_NUMBER, ModelProto.MIND_IR_VERSION_FIELD_NUMBER -> {
                        return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT;
                    }
                    default -> {
                        if (!stream.skipField(tag)) {
                            return false;
                        }
                    }
                }
            }
        } catch (IOException notProtobuf) {
            return false;
        }
        return false;
    }

    /** A version such as 0.1.1, unlike the message that a checkpoint has in the same place. */
    private static boolean isText(ByteString value) {
        return value.size() < 64 && value.toStringUtf8().chars().allMatch(letter -> letter >= ' ');
    }

    private static boolean isEncrypted(byte[] bytes) {
        if (bytes.length < 4) {
            return false;
        }
        int mark = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
        return mark >= FIRST_ENCRYPTION_MARK && mark <= LAST_ENCRYPTION_MARK;
    }

    private static ModelProto parse(byte[] bytes, ProblemList problems) {
        if (bytes.length == 0) {
            problems.add("file", "is empty", "copy or export it again");
            throw problems.refusal();
        }
        if (isEncrypted(bytes)) {
            problems.add("file", "is encrypted", "export it without an encryption key");
            throw problems.refusal();
        }
        if (ProtobufMemory.isTooMuch(bytes, ModelProto.getDescriptor())) {
            problems.add(
                    "file",
                    "holds so many small parts in its " + bytes.length + " bytes that they would take "
                            + ProtobufMemory.of(bytes, ModelProto.getDescriptor())
                            + " bytes of memory, more than twice the file and " + ProtobufMemory.ROOM,
                    STATIC);
            throw problems.refusal();
        }
        try {
            return ModelProto.parseFrom(bytes);
        } catch (InvalidProtocolBufferException damaged) {
            problems.add(
                    "file",
                    "is truncated or no MindIR (" + bytes.length + " bytes; " + damaged.getMessage() + ")",
                    "copy or export it again");
            throw problems.refusal();
        }
    }

    private static void checkHeader(ModelProto model, ProblemList problems) {
        if (!model.hasGraph()) {
            problems.add("file", "holds no graph", "it is truncated or no MindIR: copy or export it again");
            return;
        }
        long version = model.getMindIrVersion();
        if (version < 0 || version > NEWEST_VERSION) {
            problems.add(
                    "file",
                    "has mind_ir_version " + version + ", known are 0 to " + NEWEST_VERSION,
                    "export it with a MindSpore release up to 2.10");
        }
        if (model.hasLittleEndian() && !model.getLittleEndian()) {
            problems.add("file", "was written big endian", "export it on a little-endian machine");
        }
        if (model.getFunctionsCount() > 0) {
            problems.add("file", "has control flow (" + model.getFunctionsCount() + " further graphs)", STATIC);
        }
        GraphProto graph = model.getGraph();
        if (graph.getMapParameterCount() > 0) {
            problems.add("file", "has hash-table parameters", "export a network without hash-table parameters");
        }
        if (graph.getInputCount() == 0) {
            problems.add("graph " + graph.getName(), "has no input", STATIC);
        }
    }
}
