package org.mindpress.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Random;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.quant.QuantizedModel;

/** The project's ResNet-20. */
public final class ResNet20 {
    private ResNet20() {}

    /** The float model in device form, with batch norm. */
    public static ModelGraph graph() {
        Path file = Path.of(System.getProperty("benchmarks.model", "examples/models/resnet20-cifar10.onnx"));
        try {
            return OnnxReader.read(file).graph();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file + " cannot be read: run from the root of the project, or set -Dbenchmarks.model", e);
        }
    }

    /** An int8 model. */
    public static QuantizedModel quantized() {
        return PlausibleModel.of(graph());
    }

    /** Normally distributed images, [count, 3, 32, 32]. */
    public static float[] images(int count) {
        Random random = new Random(1);
        float[] images = new float[count * 3 * 32 * 32];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextGaussian();
        }
        return images;
    }
}
