package org.mindpress.engine.importer;

import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.onnx.OnnxReader;

/** The formats that models come in, each with its sign in the bytes and its reader. The first whose sign fits reads the file. */
public enum ModelFormat {
    ONNX("ONNX") {
        @Override
        boolean recognises(byte[] content) {
            // The last format: protobuf has no sign of its own, and its reader says what is wrong.
            return true;
        }

        @Override
        ImportedModel read(ModelFile file) {
            return OnnxReader.read(file.name(), file.content());
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

    abstract ImportedModel read(ModelFile file);

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
