package org.mindpress.engine.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.checkpoint.Architecture;
import org.mindpress.engine.checkpoint.Checkpoint;
import org.mindpress.engine.checkpoint.CheckpointReader;
import org.mindpress.engine.checkpoint.CheckpointWriter;
import org.mindpress.engine.checkpoint.NetworkCheckpoint;
import org.mindpress.engine.checkpoint.Parameter;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.importer.MindsporeFiles;
import org.mindpress.engine.infer.FirstTestImages;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.mindir.FloatNets;
import org.mindpress.engine.mindir.FloatWriter;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.onnx.OnnxWriter;

/**
 * A float net with images, the MindIR of it, and the checkpoint of the same net with other numbers, as a training leaves them: so a
 * reader that takes a number from the wrong file is seen.
 *
 * @param title in the table
 * @param file stem of its files
 * @param graph the float net
 * @param trained the same with other numbers
 * @param parameters of {@code trained} for its checkpoint
 * @param images float32 [{@link #IMAGES}, C, H, W]
 */
record FloatModel(
        String title, String file, ModelGraph graph, ModelGraph trained, List<Parameter> parameters, float[] images) {
    static final int IMAGES = 8;

    /** A net of {@code examples/models} with the first test images of CIFAR-10. */
    static FloatModel example(String title, String file) {
        ModelGraph graph = OnnxReader.read(file, FirstTestImages.model(file)).graph();
        return of(title, graph, FirstTestImages.normalized(IMAGES));
    }

    /** A generated net with random images. */
    static FloatModel generated(String title, ModelGraph graph) {
        return of(title, graph, FloatNets.images(graph, IMAGES, 7));
    }

    private static FloatModel of(String title, ModelGraph graph, float[] images) {
        ModelGraph trained = trained(graph);
        String file = title.replaceAll("[^A-Za-z0-9]+", "-");
        return new FloatModel(title, file, graph, trained, NetworkCheckpoint.parameters(trained), images);
    }

    /** A named architecture as a checkpoint of the fixtures brought it in; its checkpoint has that one's names. */
    static FloatModel named(String fixture, String spelling, int side) {
        Checkpoint original = CheckpointReader.read(fixture, MindsporeFiles.bytes(fixture + ".ckpt"));
        Architecture architecture = Architecture.of(spelling).orElseThrow();
        ModelGraph graph =
                architecture.network(fixture, original, Shape.of(3, side, side)).graph();
        ModelGraph trained = trained(graph);
        return new FloatModel(
                spelling + ", " + fixture.substring(spelling.length() + 1),
                fixture,
                graph,
                trained,
                architecture.parameters(fixture, original, trained),
                FloatNets.images(graph, IMAGES, 7));
    }

    private static ModelGraph trained(ModelGraph graph) {
        Map<String, FloatTensor> moved = new LinkedHashMap<>();
        graph.constants().forEach((name, tensor) -> {
            float[] values = tensor.toArray();
            for (int i = 0; i < values.length; i++) {
                values[i] *= 1 + (i % 7 - 3) / 64f;
            }
            moved.put(name, FloatTensor.of(tensor.dimensions(), values));
        });
        return graph.withConstants(moved);
    }

    String mindir() {
        return file + ".mindir";
    }

    byte[] mindirBytes() {
        return mindir(graph);
    }

    static byte[] mindir(ModelGraph graph) {
        return FloatWriter.write(graph, FloatNets.input(graph), "mindpress conformance");
    }

    String checkpoint() {
        return file + ".ckpt";
    }

    byte[] checkpointBytes() {
        return CheckpointWriter.write(parameters);
    }

    /** Logits of a net for the images, by ONNX Runtime. */
    float[] logits(ModelGraph net) {
        return logits(net, images, IMAGES);
    }

    /** Logits by ONNX Runtime. */
    static float[] logits(ModelGraph net, float[] images, int count) {
        try (FloatSession session = FloatSession.open(OnnxWriter.write(net), SessionSettings.literal(2))) {
            return session.run(images, count);
        }
    }
}
