package org.mindpress.engine.importer;

import java.util.List;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.ModelImportException;

/** Reads a float model of any known format and lowers it to the device form. */
public final class ModelImport {
    private ModelImport() {}

    /**
     * Reads a model.
     *
     * @throws ModelImportException with all that is wrong, when it is of no known format or cannot be lowered
     */
    public static ImportedModel read(ModelFile file) {
        return ModelFormat.of(file.content()).read(file);
    }

    /**
     * The same network, not lowered, as an ONNX file that stands alone and takes NCHW images: what the device form is compared with. An
     * ONNX file that is so already is returned as it is.
     *
     * @return bytes of the file; nobody writes to them
     * @throws ModelImportException as {@link #read} does
     */
    public static byte[] onnx(ModelFile file) {
        return ModelFormat.of(file.content()).onnx(file);
    }

    /**
     * The data files that a model names.
     *
     * @return paths relative to the model's folder, sorted, none of which leaves it; none for a file that {@link #read} refuses
     */
    public static List<String> companions(ModelFile file) {
        try {
            return ModelFormat.of(file.content()).companions(file).stream()
                    .filter(CompanionFiles::staysInside)
                    .distinct()
                    .sorted()
                    .toList();
        } catch (ModelImportException refused) {
            return List.of();
        }
    }
}
