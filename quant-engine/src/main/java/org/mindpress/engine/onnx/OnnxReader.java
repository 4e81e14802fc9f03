package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.ModelImportException;

/**
 * Reads ONNX models, opset 11 to 21, float or quantised in QDQ format, and lowers them to the device form. Everything that cannot be
 * read or run is reported at once; whether the result can be trained says {@code TrainableOperators}.
 *
 * <p>Every node gets constants of its own, also where the file shares them. Files that {@link OnnxWriter} made come back exactly as they
 * were written.
 */
public final class OnnxReader {
    private static final long LARGEST_FILE = Integer.MAX_VALUE - 8L;

    private OnnxReader() {}

    /**
     * Reads a file.
     *
     * @throws ModelImportException when it is not an ONNX model or cannot be lowered
     * @throws IOException when the file cannot be read
     */
    public static ImportedModel read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        long size = Files.size(file);
        if (size > LARGEST_FILE) {
            throw new ModelImportException(
                    name,
                    List.of(new ImportProblem(
                            "file", "", "it has " + size + " bytes, ONNX files end at 2 GiB", "use a smaller model")));
        }
        return read(name, Files.readAllBytes(file));
    }

    /**
     * Reads the bytes of a file.
     *
     * @param fileName how messages call it
     * @throws ModelImportException when they are not an ONNX model or cannot be lowered
     */
    public static ImportedModel read(String fileName, byte[] onnx) {
        return read(fileName, onnx, CompanionFiles.none());
    }

    /**
     * Reads the bytes of a file whose numbers may lie in others.
     *
     * @param fileName how messages call it
     * @throws ModelImportException when they are not an ONNX model, cannot be lowered, or a data file is missing or does not fit
     */
    public static ImportedModel read(String fileName, byte[] onnx, CompanionFiles data) {
        ModelProto model = OnnxFile.parse(fileName, onnx);
        Optional<ModelGraph> own =
                DeviceFormReader.read(model).filter(graph -> Arrays.equals(OnnxWriter.write(graph), onnx));
        if (own.isPresent()) {
            return new ImportedModel(own.get(), List.of(), ownNames(own.get()));
        }
        List<ImportProblem> problems = new ArrayList<>();
        ModelProto whole = ExternalTensors.inside(model, data, problems);
        if (!problems.isEmpty()) {
            throw new ModelImportException(fileName, problems);
        }
        return read(fileName, whole);
    }

    /**
     * The same network, not lowered, as a file that needs no other and takes images {@code [N, channels, height, width]}.
     *
     * @param fileName how messages call it
     * @return {@code onnx} itself when it is one
     * @throws ModelImportException when it is no ONNX model of one image, or a data file is missing or does not fit
     */
    public static byte[] standAlone(String fileName, byte[] onnx, CompanionFiles data) {
        return StandAlone.of(fileName, onnx, data);
    }

    /**
     * Lowers a model that is already in memory, such as one that a reader of another format translated.
     *
     * @param fileName how messages call it
     * @param model NCHW, with all its numbers inside
     * @throws ModelImportException when it cannot be lowered
     */
    public static ImportedModel read(String fileName, ModelProto model) {
        List<ImportProblem> problems = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Optional<ImportedModel> lowered;
        try {
            OnnxFile file = OnnxFile.of(model, problems, notes);
            lowered = new GraphLowering(file, problems, notes, ModelFrame.is(model, ModelFrame.QDQ)).lower();
        } catch (ImportRefusal outsideOfTheNodes) {
            problems.add(new ImportProblem("file", "", outsideOfTheNodes.finding(), outsideOfTheNodes.remedy()));
            throw new ModelImportException(fileName, problems);
        }
        return lowered.orElseThrow(() -> new ModelImportException(fileName, problems));
    }

    private static Map<String, String> ownNames(ModelGraph graph) {
        Map<String, String> names = new LinkedHashMap<>();
        graph.nodes().forEach(node -> names.put(node.name(), node.name()));
        return names;
    }
}
