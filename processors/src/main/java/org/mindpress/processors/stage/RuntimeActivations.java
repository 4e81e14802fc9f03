package org.mindpress.processors.stage;

import java.util.List;
import java.util.Map;
import org.mindpress.engine.calibrate.ActivationSource;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.onnx.OnnxWriter;

/** Activations of a float graph by ONNX Runtime, one image at a time in one thread: the same bits whatever runs beside it. */
final class RuntimeActivations implements ActivationSource {
    private final FloatSession session;

    private RuntimeActivations(FloatSession session) {
        this.session = session;
    }

    static ActivationSource open(ModelGraph graph, List<String> values) {
        return new RuntimeActivations(
                FloatSession.open(graph.name(), OnnxWriter.write(graph), SessionSettings.literal(1), values));
    }

    @Override
    public Map<String, float[]> run(float[] image, List<String> values) {
        return session.run(image, 1, values);
    }

    @Override
    public void close() {
        session.close();
    }
}
