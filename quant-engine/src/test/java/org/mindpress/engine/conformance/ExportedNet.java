package org.mindpress.engine.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.mindpress.engine.calibrate.ActivationSource;
import org.mindpress.engine.calibrate.Calibration;
import org.mindpress.engine.calibrate.CalibrationImages;
import org.mindpress.engine.calibrate.CalibrationInputs;
import org.mindpress.engine.calibrate.CalibrationListener;
import org.mindpress.engine.calibrate.CalibrationSettings;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.importer.ModelFile;
import org.mindpress.engine.importer.ModelImport;
import org.mindpress.engine.infer.FirstTestImages;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.integer.IntegerOptions;
import org.mindpress.engine.mindir.DeploymentWriter;
import org.mindpress.engine.mindir.QuantizedNets;
import org.mindpress.engine.mindir.VerificationWriter;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.onnx.OnnxWriter;
import org.mindpress.engine.quant.GivenModel;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.QuantizedModel;

/** A net as a user gets it, with images to run: calibrated from its float model and written by both writers. */
final class ExportedNet {
    private static final int NOISE_IMAGES = 50;
    private static final int GENERATED_IMAGES = 200;
    private static final int[][] SHIFTS = {{2, -3}, {-1, 4}, {-4, -2}};

    private final QuantizedModel model;
    private final byte[] deployment;
    private final byte[] verification;
    private final float[] images;
    private final int imageSize;

    ExportedNet(QuantizedModel model, float[] images) {
        this.model = model;
        this.deployment = DeploymentWriter.write(model, "mindpress conformance");
        this.verification = VerificationWriter.write(model, "mindpress conformance");
        this.images = images;
        this.imageSize = model.graph().inputShape().elements();
    }

    /** A net of the tests with random weights, scales and zero points. */
    static ExportedNet generated(QuantizedModel model) {
        return new ExportedNet(model, QuantizedNets.images(model, GENERATED_IMAGES, 42));
    }

    /** A generated net whose sums leave the whole numbers of float32, so that the verification file splits a convolution. */
    static ExportedNet split() {
        QuantizedModel model = QuantizedNets.wide();
        return new ExportedNet(model, QuantizedNets.positiveImages(model, GENERATED_IMAGES, 43));
    }

    /**
     * A net of {@code examples/models} for CIFAR-10, some layers kept in float, after post-training quantisation on the first 100 test
     * images. Its 500 images are those, the same mirrored, 50 of noise that leaves the range of the input, and 250 of the first ones
     * shifted.
     */
    static ExportedNet calibrated(String file, String... floatLayers) {
        ModelGraph graph = OnnxReader.read(file, FirstTestImages.model(file)).graph();
        float[] images = FirstTestImages.normalized(FirstTestImages.COUNT);
        int size = graph.inputShape().elements();
        QuantizedModel model = calibrated(
                graph,
                QuantizedNets.keepingFloat(floatLayers),
                CalibrationSettings.DEFAULT.withImages(FirstTestImages.COUNT),
                new FixedImages(images, size),
                FirstTestImages.SPECIFICATION);
        return new ExportedNet(model, withMore(images, size, graph.inputShape().width()));
    }

    /** A net that came in quantised, as a resource of the tests, with the images of {@link #calibrated}. */
    static ExportedNet given(String resource) {
        QuantizedModel model;
        try (InputStream file = ExportedNet.class.getResourceAsStream(resource)) {
            model = GivenModel.of(
                    ModelImport.read(ModelFile.of(
                            resource, Objects.requireNonNull(file, resource).readAllBytes())),
                    LayerPolicy.DEFAULT,
                    FirstTestImages.SPECIFICATION);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Shape shape = model.graph().inputShape();
        float[] images = FirstTestImages.normalized(FirstTestImages.COUNT);
        return new ExportedNet(model, withMore(images, shape.elements(), shape.width()));
    }

    /** A float net after post-training quantisation. */
    static QuantizedModel calibrated(
            ModelGraph graph,
            LayerPolicy policy,
            CalibrationSettings settings,
            CalibrationImages images,
            InputSpecification input) {
        QuantizationPlan plan = QuantizationPlan.derive(graph, policy).inSteps(1, 1);
        return new Calibration(settings, RuntimeActivations::new)
                .run(
                        new CalibrationInputs(graph, plan, QuantizationState.initial(plan), images, input),
                        CalibrationListener.NONE)
                .model();
    }

    /** The same with sums that are exact in float32 in the layers kept in float. */
    static ExportedNet calibratedWithExactSums(String file, String... floatLayers) {
        ExportedNet calibrated = calibrated(file, floatLayers);
        return new ExportedNet(QuantizedNets.withExactFloatIslands(calibrated.model), calibrated.images);
    }

    private static float[] withMore(float[] images, int size, int width) {
        int count = images.length / size;
        float[] all = Arrays.copyOf(images, 5 * images.length);
        for (int i = 0; i < images.length; i++) {
            int column = i % width;
            all[images.length + i - column + width - 1 - column] = images[i];
        }
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 2 * images.length; i < 2 * images.length + NOISE_IMAGES * size; i++) {
            all[i] = (float) (2 * random.nextGaussian());
        }
        for (int image = 2 * count + NOISE_IMAGES; image < 5 * count; image++) {
            int[] shift = SHIFTS[(image - 2 * count - NOISE_IMAGES) / count];
            shift(images, image % count * size, all, image * size, size, width, shift);
        }
        return all;
    }

    /** Moves an image by rows and columns; what comes in at the border is 0. */
    private static void shift(float[] from, int start, float[] to, int target, int size, int width, int[] by) {
        for (int i = 0; i < size; i++) {
            int row = i / width % width - by[0];
            int column = i % width - by[1];
            if (row >= 0 && row < width && column >= 0 && column < width) {
                to[target + i] = from[start + i - by[0] * width - by[1]];
            }
        }
    }

    QuantizedModel model() {
        return model;
    }

    byte[] deployment() {
        return deployment.clone();
    }

    byte[] verification() {
        return verification.clone();
    }

    int imageCount() {
        return images.length / imageSize;
    }

    /** Sizes of one image: channels, height, width. */
    List<Integer> imageShape() {
        return List.of(
                model.graph().inputShape().channels(),
                model.graph().inputShape().height(),
                model.graph().inputShape().width());
    }

    /** The first images, float32 [count, C, H, W]. */
    float[] channelFirst(int count) {
        return Arrays.copyOf(images, count * imageSize);
    }

    /** The first images, float32 [count, H, W, C]. */
    float[] channelLast(int count) {
        float[] turned = new float[count * imageSize];
        int channels = imageShape().get(0);
        int area = imageSize / channels;
        for (int i = 0; i < turned.length; i++) {
            int image = i / imageSize;
            turned[(image * area + i % area) * channels + i / area % channels] = images[i];
        }
        return turned;
    }

    /** The deployment file in integer execution. */
    IntegerModel integerModel(IntegerOptions options) {
        return IntegerModel.read("deployment.mindir", deployment, options);
    }

    /** Little-endian float32, as all readers take images. */
    static byte[] bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private record FixedImages(float[] values, int size) implements CalibrationImages {
        @Override
        public int count() {
            return values.length / size;
        }

        @Override
        public void fill(int index, float[] target) {
            System.arraycopy(values, index * size, target, 0, size);
        }
    }

    private static final class RuntimeActivations implements ActivationSource {
        private final FloatSession session;

        RuntimeActivations(ModelGraph graph, List<String> values) {
            session = FloatSession.open(graph.name(), OnnxWriter.write(graph), SessionSettings.literal(1), values);
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
}
