import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;
import org.mindpress.engine.onnx.OnnxWriter;

/**
 * Writes a ResNet-50 v1.5 (7x7 stem, stride in the 3x3 of a bottleneck) with seeded weights as float ONNX, batch norm kept. It has learnt nothing, but
 * its activations are of a trained net's size: weights after He et al. 2015, the last batch norm of a block small, and the statistics of every batch
 * norm measured on four generated images of 112 pixels, in plain Java, so that the same Java gives the same bytes.
 *
 * <p>usage: {@code java -cp 'routes/target/lib/*' MakeModel.java FILE.onnx [CLASSES SIDE]}; 1,000 classes and 224 pixels unless told
 */
public final class MakeModel {

    private static final int[] BLOCKS = {3, 4, 6, 3};
    private static final int EXPANSION = 4;
    private static final int MEASURED_IMAGES = 4;
    private static final int MEASURED_SIDE = 112;
    private static final float EPSILON = 1e-5f;
    private static final long SEED = 50;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, FloatTensor> constants = new LinkedHashMap<>();

    private MakeModel() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1 && arguments.length != 3) {
            System.err.println("usage: java -cp 'routes/target/lib/*' MakeModel.java FILE.onnx [CLASSES SIDE]");
            System.exit(2);
        }
        Path file = Path.of(arguments[0]).toAbsolutePath();
        int classes = arguments.length == 3 ? Integer.parseInt(arguments[1]) : 1000;
        int side = arguments.length == 3 ? Integer.parseInt(arguments[2]) : 224;
        ModelGraph graph = new MakeModel().resNet50(classes, side);
        Files.createDirectories(file.getParent());
        Files.write(file, OnnxWriter.write(graph));
        System.out.printf("%s: %,d parameters, %,d bytes%n", file, graph.parameterCount(), Files.size(file));
    }

    /** A value of the graph with what it is on the generated images. */
    private record Value(String name, Maps maps) {}

    private ModelGraph resNet50(int classes, int side) {
        Value last = new Value("input", Maps.generated(random));
        last = relu("relu", normalized("bn1", convolution("conv1", last, 64, Window.square(7, 2, 3)), 1f));
        Window pool = Window.square(3, 2, 1);
        nodes.add(new Node("maxpool", Operator.MAX_POOL, List.of(last.name()), new Attributes.Pool(pool)));
        last = new Value("maxpool", last.maps().largest(pool));
        for (int stage = 0; stage < BLOCKS.length; stage++) {
            for (int block = 0; block < BLOCKS[stage]; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                last = bottleneck("layer" + (stage + 1) + "." + block, last, 64 << stage, stride);
            }
        }
        int map = side / 32;
        nodes.add(new Node(
                "avgpool",
                Operator.AVERAGE_POOL,
                List.of(last.name()),
                new Attributes.Pool(Window.covering(Shape.of(2048, map, map)))));
        constants.put("fc.weight", normal(Math.sqrt(1.0 / 2048), classes, 2048, 1, 1));
        constants.put("fc.bias", filled(0f, classes));
        nodes.add(new Node(
                "fc",
                Operator.CONVOLUTION,
                List.of("avgpool", "fc.weight", "fc.bias"),
                new Attributes.Convolution(Window.square(1, 1, 0), 1)));
        nodes.add(new Node("flatten", Operator.RESHAPE, List.of("fc"), new Attributes.Reshape(Shape.of(classes))));
        return new ModelGraph("resnet50", "input", Shape.of(3, side, side), nodes, constants, "logits");
    }

    private Value bottleneck(String name, Value input, int width, int stride) {
        Value inner = convolution(name + ".conv1", input, width, Window.square(1, 1, 0));
        inner = relu(name + ".relu1", normalized(name + ".bn1", inner, 1f));
        inner = convolution(name + ".conv2", inner, width, Window.square(3, stride, 1));
        inner = relu(name + ".relu2", normalized(name + ".bn2", inner, 1f));
        inner = convolution(name + ".conv3", inner, EXPANSION * width, Window.square(1, 1, 0));
        inner = normalized(name + ".bn3", inner, 0.25f);
        Value shortcut = input;
        if (stride != 1 || input.maps().channels() != EXPANSION * width) {
            shortcut = convolution(name + ".downsample.0", input, EXPANSION * width, Window.square(1, stride, 0));
            shortcut = normalized(name + ".downsample.1", shortcut, 1f);
        }
        nodes.add(new Node(name + ".add", Operator.ADD, List.of(inner.name(), shortcut.name()), Attributes.NONE));
        return relu(name + ".relu3", new Value(name + ".add", inner.maps().plus(shortcut.maps())));
    }

    private Value convolution(String name, Value input, int channels, Window window) {
        int inputs = input.maps().channels();
        double deviation = Math.sqrt(2.0 / (inputs * window.kernelHeight() * window.kernelWidth()));
        FloatTensor weight = normal(deviation, channels, inputs, window.kernelHeight(), window.kernelWidth());
        constants.put(name + ".weight", weight);
        nodes.add(new Node(
                name,
                Operator.CONVOLUTION,
                List.of(input.name(), name + ".weight"),
                new Attributes.Convolution(window, 1)));
        return new Value(name, input.maps().convolved(weight, window));
    }

    private Value normalized(String name, Value input, float gamma) {
        int channels = input.maps().channels();
        float[] mean = new float[channels];
        float[] variance = new float[channels];
        input.maps().measure(mean, variance);
        List<String> inputs = List.of(
                input.name(), name + ".weight", name + ".bias", name + ".running_mean", name + ".running_var");
        constants.put(inputs.get(1), filled(gamma, channels));
        constants.put(inputs.get(2), filled(0f, channels));
        constants.put(inputs.get(3), FloatTensor.vector(mean));
        constants.put(inputs.get(4), FloatTensor.vector(variance));
        nodes.add(new Node(name, Operator.BATCH_NORMALIZATION, inputs, new Attributes.Normalization(EPSILON)));
        return new Value(name, input.maps().scaled(gamma, mean, variance, EPSILON));
    }

    private Value relu(String name, Value input) {
        nodes.add(new Node(name, Operator.RELU, List.of(input.name()), Attributes.NONE));
        return new Value(name, input.maps().positive());
    }

    private FloatTensor normal(double deviation, Integer... dimensions) {
        float[] values = new float[dimensions[0] * dimensions[1] * dimensions[2] * dimensions[3]];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * bell(random));
        }
        return FloatTensor.of(List.of(dimensions), values);
    }

    private static FloatTensor filled(float value, int count) {
        float[] values = new float[count];
        java.util.Arrays.fill(values, value);
        return FloatTensor.vector(values);
    }

    /** Near enough to a normal deviate, of variance 1, and the same digits everywhere. */
    private static double bell(SplittableRandom random) {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += random.nextDouble();
        }
        return sum;
    }

    /** Feature maps [images][channels][side x side]. */
    private record Maps(float[][][] planes, int side) {

        static Maps generated(SplittableRandom random) {
            int side = MEASURED_SIDE;
            float[][][] planes = new float[MEASURED_IMAGES][3][side * side];
            for (float[][] image : planes) {
                for (float[] plane : image) {
                    double across = random.nextDouble(-0.5, 0.5);
                    double down = random.nextDouble(-0.5, 0.5);
                    for (int i = 0; i < plane.length; i++) {
                        double wave = StrictMath.sin(across * (i % side) + down * (i / side));
                        plane[i] = (float) (wave + 0.5 * bell(random));
                    }
                }
            }
            return new Maps(planes, side);
        }

        int channels() {
            return planes[0].length;
        }

        Maps convolved(FloatTensor weight, Window window) {
            int kernel = window.kernelHeight();
            int stride = window.strideHeight();
            int padding = window.padding().top();
            int outputs = weight.dimension(0);
            int outSide = window.outputHeight(side);
            float[] weights = weight.toArray();
            float[][][] result = new float[planes.length][outputs][outSide * outSide];
            IntStream.range(0, planes.length * outputs).parallel().forEach(task -> {
                float[][] input = planes[task / outputs];
                float[] sum = result[task / outputs][task % outputs];
                int next = task % outputs * channels() * kernel * kernel;
                for (float[] plane : input) {
                    for (int tap = 0; tap < kernel * kernel; tap++) {
                        addTap(plane, weights[next++], tap / kernel - padding, tap % kernel - padding, stride, sum, outSide);
                    }
                }
            });
            return new Maps(result, outSide);
        }

        private void addTap(float[] plane, float w, int down, int across, int stride, float[] sum, int outSide) {
            int first = Math.max(0, (stride - 1 - across) / stride);
            int last = Math.min(outSide, (side - 1 - across) / stride + 1);
            for (int row = 0; row < outSide; row++) {
                int source = row * stride + down;
                if (source >= 0 && source < side) {
                    int from = source * side + across;
                    int to = row * outSide;
                    for (int column = first; column < last; column++) {
                        sum[to + column] += w * plane[from + column * stride];
                    }
                }
            }
        }

        Maps largest(Window window) {
            int outSide = window.outputHeight(side);
            float[][][] result = new float[planes.length][channels()][outSide * outSide];
            for (int image = 0; image < planes.length; image++) {
                for (int channel = 0; channel < channels(); channel++) {
                    for (int i = 0; i < outSide * outSide; i++) {
                        float most = Float.NEGATIVE_INFINITY;
                        for (int tap = 0; tap < 9; tap++) {
                            int row = i / outSide * 2 - 1 + tap / 3;
                            int column = i % outSide * 2 - 1 + tap % 3;
                            if (row >= 0 && row < side && column >= 0 && column < side) {
                                most = Math.max(most, planes[image][channel][row * side + column]);
                            }
                        }
                        result[image][channel][i] = most;
                    }
                }
            }
            return new Maps(result, outSide);
        }

        /** Mean and variance of each channel over all images, rounded to float32. */
        void measure(float[] mean, float[] variance) {
            double count = (double) planes.length * side * side;
            for (int channel = 0; channel < mean.length; channel++) {
                double sum = 0;
                for (float[][] image : planes) {
                    for (float value : image[channel]) {
                        sum += value;
                    }
                }
                double squares = 0;
                for (float[][] image : planes) {
                    for (float value : image[channel]) {
                        squares += (value - sum / count) * (value - sum / count);
                    }
                }
                mean[channel] = (float) (sum / count);
                variance[channel] = (float) (squares / count);
            }
        }

        Maps scaled(float gamma, float[] mean, float[] variance, float epsilon) {
            return each((image, channel, i) ->
                    gamma * (planes[image][channel][i] - mean[channel])
                            / (float) Math.sqrt(variance[channel] + epsilon));
        }

        Maps positive() {
            return each((image, channel, i) -> Math.max(0f, planes[image][channel][i]));
        }

        Maps plus(Maps other) {
            return each((image, channel, i) -> planes[image][channel][i] + other.planes[image][channel][i]);
        }

        private interface Entry {
            float at(int image, int channel, int i);
        }

        private Maps each(Entry entry) {
            float[][][] result = new float[planes.length][channels()][side * side];
            for (int image = 0; image < result.length; image++) {
                for (int channel = 0; channel < channels(); channel++) {
                    for (int i = 0; i < side * side; i++) {
                        result[image][channel][i] = entry.at(image, channel, i);
                    }
                }
            }
            return new Maps(result, side);
        }
    }
}
