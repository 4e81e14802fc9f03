package org.mindpress.engine.importer;

import java.util.ArrayList;
import java.util.List;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.mindir.MindirReader;
import org.mindpress.engine.onnx.ExternalLocations;
import org.mindpress.engine.onnx.OnnxReader;

/** The formats that models come in, each with its sign in the bytes and its reader. The first whose sign fits reads the file. */
public enum ModelFormat {
    KERAS("Keras HDF5") {
        @Override
        boolean recognises(byte[] content) {
            return Hdf5File.isOne(content);
        }

        @Override
        Translation translate(ModelFile file) {
            return KerasReader.translate(file);
        }
    },
    DEEPLEARNING4J("Deeplearning4j zip") {
        @Override
        boolean recognises(byte[] content) {
            return Deeplearning4jZip.isOne(content);
        }

        @Override
        Translation translate(ModelFile file) {
            return Deeplearning4jReader.translate(file);
        }
    },
    MINDIR("MindIR") {
        @Override
        boolean recognises(byte[] content) {
            return MindirFiles.recognises(content);
        }

        @Override
        ImportedModel read(ModelFile file) {
            return MindirFiles.read(file);
        }

        @Override
        Translation translate(ModelFile file) {
            return MindirFiles.translate(file);
        }

        @Override
        List<String> companions(ModelFile file) {
            return MindirReader.dataFiles(file.content());
        }
    },
    ONNX("ONNX") {
        @Override
        boolean recognises(byte[] content) {
            // The last format: protobuf has no sign of its own, and its reader says what is wrong.
            return true;
        }

        @Override
        ImportedModel read(ModelFile file) {
            return OnnxReader.read(file.name(), file.content(), file.companions()::read);
        }

        @Override
        byte[] onnx(ModelFile file) {
            return OnnxReader.standAlone(file.name(), file.content(), file.companions()::read);
        }

        @Override
        List<String> companions(ModelFile file) {
            return ExternalLocations.of(file.name(), file.content());
        }

        @Override
        Translation translate(ModelFile file) {
            throw new IllegalStateException("an ONNX file needs no translation");
        }
    };

    private final String label;

    ModelFormat(String label) {
        this.label = label;
    }

    /** How messages call the format. */
    public String label() {
        return label;
    }

    abstract boolean recognises(byte[] content);

    /** The file as an ONNX graph; throws {@code ModelImportException} with all that is wrong. */
    abstract Translation translate(ModelFile file);

    ImportedModel read(ModelFile file) {
        Translation translation = translate(file);
        ImportedModel lowered = OnnxReader.read(file.name(), translation.model());
        List<String> notes = new ArrayList<>(translation.notes());
        notes.addAll(lowered.notes());
        return new ImportedModel(lowered.graph(), notes, lowered.originalNames());
    }

    byte[] onnx(ModelFile file) {
        return translate(file).model().toByteArray();
    }

    /** Paths of the data files that the model names, as it names them. */
    List<String> companions(ModelFile file) {
        return List.of();
    }

    /** The format of a file's bytes. */
    public static ModelFormat of(byte[] content) {
        for (ModelFormat format : values()) {
            if (format.recognises(content)) {
                return format;
            }
        }
        return ONNX;
    }
}
