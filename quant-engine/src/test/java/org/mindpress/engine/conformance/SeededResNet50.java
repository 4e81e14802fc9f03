package org.mindpress.engine.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.mindpress.engine.calibrate.CalibrationImages;
import org.mindpress.engine.calibrate.CalibrationSettings;
import org.mindpress.engine.data.ChannelOrder;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.quant.Block;
import org.mindpress.engine.quant.Granularity;
import org.mindpress.engine.quant.LayerMatcher;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.PolicyRule;
import org.mindpress.engine.quant.QuantizedModel;

/**
 * ResNet-50 v1.5 with the seeded weights of {@code examples/resnet50/make-model}, calibrated on generated images under the policy of
 * {@code examples/resnet50}: bottleneck convolutions by channel, others by tensor.
 */
final class SeededResNet50 {
    private static final Path MAKER = Path.of("..", "examples", "resnet50", "MakeModel.java");
    private static final long MAKER_MINUTES = 10;
    private static final int IMAGES = 3;
    /** As few images as there may be, and biases as they are: what they are is no matter here, and correcting them takes minutes. */
    private static final CalibrationSettings SETTINGS =
            new CalibrationSettings(CalibrationSettings.FEWEST_IMAGES, 1, 0, 1L << 30, 2);

    private static final LayerPolicy POLICY = new LayerPolicy(
            LayerSettings.DEFAULT,
            List.of(PolicyRule.of(new LayerMatcher.Structure(Block.BOTTLENECK), Granularity.PER_CHANNEL)));

    private SeededResNet50() {}

    /** The exported net; its images are others than those of the calibration. */
    static ExportedNet exported(int classes, int side) {
        ModelGraph graph = made(classes, side);
        float[] half = {0.5f, 0.5f, 0.5f};
        CalibrationImages calibration = new GeneratedImages(side, SETTINGS.images());
        float[] images = new float[IMAGES * 3 * side * side];
        float[] image = new float[3 * side * side];
        for (int i = 0; i < IMAGES; i++) {
            calibration.fill(calibration.count() + i, image);
            System.arraycopy(image, 0, images, i * image.length, image.length);
        }
        QuantizedModel model = ExportedNet.calibrated(
                graph, POLICY, SETTINGS, calibration, InputSpecification.of(ChannelOrder.RGB, side, side, half, half));
        return new ExportedNet(model, images);
    }

    private static ModelGraph made(int classes, int side) {
        try {
            Path folder = Files.createTempDirectory("resnet50");
            Path file = folder.resolve("resnet50.onnx");
            try {
                make(file, classes, side);
                return OnnxReader.read(file).graph();
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** In a Java of its own, from its source, as the script beside it does. */
    private static void make(Path file, int classes, int side) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        MAKER.toString(),
                        file.toString(),
                        Integer.toString(classes),
                        Integer.toString(side))
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(MAKER_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException(MAKER + " failed: " + said);
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped", stopped);
        }
    }

    /** Waves with noise, other ones for each index; of the kind that the maker measured batch norm on. */
    private record GeneratedImages(int side, int count) implements CalibrationImages {
        @Override
        public void fill(int index, float[] target) {
            SplittableRandom random = new SplittableRandom(1000L + index);
            int area = side * side;
            for (int channel = 0; channel < 3; channel++) {
                double across = random.nextDouble(-0.5, 0.5);
                double down = random.nextDouble(-0.5, 0.5);
                for (int i = 0; i < area; i++) {
                    int row = i / side;
                    double wave = StrictMath.sin(across * (i % side) + down * row);
                    target[channel * area + i] = (float) (wave + random.nextDouble(-0.9, 0.9));
                }
            }
        }
    }
}
