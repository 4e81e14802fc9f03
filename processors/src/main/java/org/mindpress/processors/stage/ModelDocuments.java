package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.onnx.OnnxWriter;
import org.mindpress.engine.onnx.QdqReader;
import org.mindpress.engine.onnx.QdqWriter;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.QuantizationStateCodec;
import org.mindpress.engine.quant.QuantizedModel;

/** How models travel between stages: ONNX, and {@code quantization.json} beside it. */
final class ModelDocuments {
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

    static byte[] write(QuantizationState state) {
        return QuantizationStateCodec.toJson(state).getBytes(StandardCharsets.UTF_8);
    }

    /** A float model in device form. */
    static ModelGraph model(StageContext context, String input) throws IOException {
        return OnnxReader.read(context.input(input).key(), context.read(input)).graph();
    }

    static QuantizationState state(StageContext context, String input) throws IOException {
        return QuantizationStateCodec.fromJson(new String(context.read(input), StandardCharsets.UTF_8));
    }

    /** The final model out of its QDQ file. */
    static QuantizedModel quantized(StageContext context) throws IOException {
        return QdqReader.read(
                context.input(QDQ).key(),
                context.read(QDQ),
                context.pipeline().policy(),
                context.pipeline().input());
    }
}
