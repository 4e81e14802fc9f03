package org.mindpress.engine.importer;

import java.util.List;
import org.mindpress.engine.checkpoint.CheckpointReader;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.mindir.MindirReader;
import org.mindpress.engine.onnx.ExternalLocations;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.onnx.OnnxWriter;

/** The formats that models come in, each with its sign in the bytes and its reader. The first whose sign fits reads the file. */
enum ModelFormat {
    /** HDF5 of Keras 2 and 3. */
    KERAS {
        @Override
        boolean recognises(byte[] content) {
            return Hdf5File.isOne(content);
        }

        @Override
        ImportedModel read(ModelFile file) {
            return KerasReader.translate(file).lowered(file.name());
        }

        @Override
        byte[] onnx(ModelFile file) {
            return KerasReader.translate(file).onnx();
        }
    },
    /** Zip of Deeplearning4j's ModelSerializer. */
    DEEPLEARNING4J {
        @Override
        boolean recognises(byte[] content) {
            return Deeplearning4jZip.isOne(content);
        }

        @Override
        ImportedModel read(ModelFile file) {
            return Deeplearning4jReader.translate(file).lowered(file.name());
        }

        @Override
        byte[] onnx(ModelFile file) {
            return Deeplearning4jReader.translate(file).onnx();
        }
    },
    /** MindSpore's checkpoint: parameters of a named architecture. */
    CHECKPOINT {
        @Override
        boolean recognises(byte[] content) {
            return CheckpointReader.looksLikeCheckpoint(content);
        }

        @Override
        ImportedModel read(ModelFile file) {
            return CheckpointFiles.read(file);
        }

        @Override
        byte[] onnx(ModelFile file) {
            // a checkpoint has no graph but the one that is made for it
            return OnnxWriter.write(read(file).graph());
        }
    },
    /** Float MindIR of both dialects. */
    MINDIR {
        @Override
        boolean recognises(byte[] content) {
            return MindirReader.looksLikeMindir(content);
        }

        @Override
        ImportedModel read(ModelFile file) {
            return MindirFiles.read(file);
        }

        @Override
        byte[] onnx(ModelFile file) {
            return MindirFiles.translate(file).onnx();
        }

        @Override
        List<String> companions(ModelFile file) {
            return MindirReader.dataFiles(file.content());
        }
    },
    /** The last one: protobuf has no sign of its own, and the reader says what is wrong. */
    ONNX {
        @Override
        boolean recognises(byte[] content) {
            return true;
        }

        @Override
        ImportedModel read(ModelFile file) {
            return OnnxReader.read(file.name(), file.content(), file.companions());
        }

        @Override
        byte[] onnx(ModelFile file) {
            return OnnxReader.standAlone(file.name(), file.content(), file.companions());
        }

        @Override
        List<String> companions(ModelFile file) {
            return ExternalLocations.of(file.name(), file.content());
        }
    };

    abstract boolean recognises(byte[] content);

    /** The device form; {@code ModelImportException} with all that is wrong. */
    abstract ImportedModel read(ModelFile file);

    /** The file as an ONNX model that stands alone, not lowered. */
    abstract byte[] onnx(ModelFile file);

    /** Paths of the data files that the model names, as it names them. */
    List<String> companions(ModelFile file) {
        return List.of();
    }

    /** The format of a file's bytes. */
    static ModelFormat of(byte[] content) {
        for (ModelFormat format : values()) {
            if (format.recognises(content)) {
                return format;
            }
        }
        return ONNX;
    }
}
