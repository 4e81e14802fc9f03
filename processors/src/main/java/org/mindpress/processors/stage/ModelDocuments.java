package org.mindpress.processors.stage;

import java.io.IOException;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.onnx.OnnxWriter;
import org.mindpress.engine.onnx.QdqReader;
import org.mindpress.engine.onnx.QdqWriter;
import org.mindpress.engine.quant.QuantizationDocument;
import org.mindpress.engine.quant.QuantizationDocumentCodec;
import org.mindpress.engine.quant.QuantizedModel;

/** How models travel between stages: ONNX, and {@code quantization.json} beside it. */
final class ModelDocuments {
    /** The user's file, without its ending. */
    static final String ORIGINAL = "original";

    static final String MODEL = "model.onnx";
    static final String QDQ = "model.qdq.onnx";
    static final String STATE = "quantization.json";

    private ModelDocuments() {}

    static byte[] write(ModelGraph model) {
        return OnnxWriter.write(model);
    }

    static byte[] write(QuantizedModel model) {
        return QdqWriter.write(model);
    }

    static byte[] write(QuantizationDocument document) {
        return QuantizationDocumentCodec.toJson(document);
    }

    /** A float model in device form. */
    static ModelGraph model(StageContext context, String input) throws IOException {
        return OnnxReader.read(context.input(input).key(), context.read(input)).graph();
    }

    /** The {@code quantization.json} among the inputs. */
    static QuantizationDocument document(StageContext context) throws IOException {
        return QuantizationDocumentCodec.fromJson(context.input(STATE).key(), context.read(STATE));
    }

    /** The final model out of its QDQ file and document. */
    static QuantizedModel quantized(StageContext context) throws IOException {
        return QdqReader.read(context.input(QDQ).key(), context.read(QDQ), document(context));
    }
}
