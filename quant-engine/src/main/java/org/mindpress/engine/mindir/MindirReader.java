package org.mindpress.engine.mindir;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.mindpress.engine.mindir.proto.MindIr.GraphProto;
import org.mindpress.engine.mindir.proto.MindIr.ModelProto;

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
        ProblemList problems = new ProblemList(fileName);
        ModelProto model = parse(bytes, problems);
        checkHeader(model, problems);
        problems.refuseIfAny();
        return new GraphResolver(problems).resolve(model);
    }

    private static ModelProto parse(byte[] bytes, ProblemList problems) {
        if (bytes.length == 0) {
            problems.add("file", "is empty", "copy or export it again");
            throw problems.refusal();
        }
        if (bytes.length >= 4) {
            int mark = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
            if (mark >= FIRST_ENCRYPTION_MARK && mark <= LAST_ENCRYPTION_MARK) {
                problems.add("file", "is encrypted", "export it without an encryption key");
                throw problems.refusal();
            }
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
