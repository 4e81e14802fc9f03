package org.mindpress.engine.importer;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;

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
}
