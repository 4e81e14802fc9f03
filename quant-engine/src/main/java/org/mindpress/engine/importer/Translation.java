package org.mindpress.engine.importer;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.ArrayList;
import java.util.List;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.onnx.OnnxReader;

/**
 * A model of another format as an ONNX graph.
 *
 * @param model NCHW, with all its numbers inside
 * @param notes what the translation decided or warns of
 */
record Translation(ModelProto model, List<String> notes) {
    Translation {
        notes = List.copyOf(notes);
    }

    /**
     * The device form, with the notes of translation and lowering.
     *
     * @param fileName how messages call the file
     */
    ImportedModel lowered(String fileName) {
        ImportedModel lowered = OnnxReader.read(fileName, model);
        List<String> all = new ArrayList<>(notes);
        all.addAll(lowered.notes());
        return new ImportedModel(lowered.graph(), all, lowered.originalNames());
    }

    byte[] onnx() {
        return model.toByteArray();
    }
}
