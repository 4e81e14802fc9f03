package org.mindpress.processors.stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.mindpress.engine.calibrate.Calibration;
import org.mindpress.engine.calibrate.CalibrationImages;
import org.mindpress.engine.calibrate.CalibrationInputs;
import org.mindpress.engine.calibrate.CalibrationResult;
import org.mindpress.engine.calibrate.CalibrationSettings;
import org.mindpress.engine.data.ChannelOrder;
import org.mindpress.engine.data.ImageSet;
import org.mindpress.engine.data.ImageShape;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.engine.evaluate.Predictions;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.onnx.OnnxWriter;
import org.mindpress.engine.quant.BiasQuantizer;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.QuantizedModel;

/** A small residual net, quantised after calibration on random images. */
record PressedNet(ModelGraph graph, CalibrationResult calibration, ImageSet train, ImageSet test) {
    static final int CLASSES = 3;
    private static final int SIZE = 8;
    private static final int TRAIN_IMAGES = 120;
    private static final int TEST_IMAGES = 60;

    /** Labels of the test images are what the float model answers. */
    static PressedNet of(long seed) {
        Random random = new Random(seed);
        ModelGraph graph = graph(random);
        ImageSet train = images(random, Split.TRAIN, new int[TRAIN_IMAGES]);
        ImageSet unknown = images(random, Split.TEST, new int[TEST_IMAGES]);
        float[] logits;
        try (FloatSession session = FloatSession.open(OnnxWriter.write(graph), SessionSettings.optimized(1))) {
            logits = session.run(new NormalizedImages(unknown, input()).batch(0, TEST_IMAGES), TEST_IMAGES);
        }
        int[] labels = Predictions.ofLogits(logits, CLASSES).toArray();
        byte[] pixels = new byte[TEST_IMAGES * unknown.shape().size()];
        for (int i = 0; i < TEST_IMAGES; i++) {
            unknown.copyImage(i, pixels, i * unknown.shape().size());
        }
        ImageSet test = ImageSet.labelled(Split.TEST, unknown.shape(), unknown.classNames(), pixels, labels);
        return new PressedNet(graph, calibrate(graph, train), train, test);
    }

    static InputSpecification input() {
        float[] half = {0.5f, 0.5f, 0.5f};
        return InputSpecification.of(ChannelOrder.RGB, SIZE, SIZE, half, half);
    }

    QuantizedModel quantized() {
        return calibration.model();
    }

    /** The same model but for one bias code, which is one higher. */
    QuantizedModel withWrongBias(String layer, int channel) {
        QuantizedModel model = quantized();
        QuantizedConvolution right = model.convolution(layer);
        float[] bias = right.bias();
        float inputScale = model.inputParametersOf(layer, 0).scale();
        float weightScale = right.weight().scale(channel);
        bias[channel] = BiasQuantizer.canonical(bias[channel] + inputScale * weightScale, inputScale, weightScale);
        Map<String, QuantizedConvolution> convolutions = new LinkedHashMap<>(model.convolutions());
        convolutions.put(layer, QuantizedConvolution.of(right.weight(), bias));
        return new QuantizedModel(model.graph(), model.plan(), convolutions, model.parameters(), model.input());
    }

    private static CalibrationResult calibrate(ModelGraph graph, ImageSet train) {
        QuantizationPlan plan =
                QuantizationPlan.derive(graph, LayerPolicy.DEFAULT).inSteps(1, 1);
        return new Calibration(
                        CalibrationSettings.DEFAULT.withImages(train.count()).withThreads(1), RuntimeActivations::open)
                .run(
                        new CalibrationInputs(
                                graph,
                                plan,
                                QuantizationState.initial(plan),
                                CalibrationImages.of(new NormalizedImages(train, input())),
                                input(),
                                Optional.empty()),
                        progress -> {});
    }

    private static ImageSet images(Random random, Split split, int[] labels) {
        ImageShape shape = new ImageShape(3, SIZE, SIZE);
        byte[] pixels = new byte[labels.length * shape.size()];
        for (int i = 0; i < labels.length; i++) {
            int brightness = random.nextInt(60, 200);
            for (int at = 0; at < shape.size(); at++) {
                pixels[i * shape.size() + at] = (byte) Math.max(
                        0,
                        Math.min(255, brightness + at / 64 * random.nextInt(40) + (int) (40 * random.nextGaussian())));
            }
        }
        List<String> classes =
                IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList();
        return ImageSet.labelled(split, shape, classes, pixels, labels);
    }

    private static ModelGraph graph(Random random) {
        Map<String, FloatTensor> constants = new LinkedHashMap<>();
        List<Node> nodes = new ArrayList<>();
        convolution(nodes, constants, random, "stem.conv", "input", List.of(6, 3, 3, 3));
        nodes.add(new Node("stem.relu", Operator.RELU, List.of("stem.conv"), Attributes.NONE));
        nodes.add(new Node(
                "stem.pool", Operator.MAX_POOL, List.of("stem.relu"), new Attributes.Pool(Window.square(3, 2, 1))));
        convolution(nodes, constants, random, "block.conv", "stem.pool", List.of(6, 6, 3, 3));
        nodes.add(new Node("block.add", Operator.ADD, List.of("block.conv", "stem.pool"), Attributes.NONE));
        nodes.add(new Node("block.relu", Operator.RELU, List.of("block.add"), Attributes.NONE));
        nodes.add(new Node(
                "pool",
                Operator.AVERAGE_POOL,
                List.of("block.relu"),
                new Attributes.Pool(Window.covering(Shape.of(6, SIZE / 2, SIZE / 2)))));
        convolution(nodes, constants, random, "fc", "pool", List.of(CLASSES, 6, 1, 1));
        nodes.add(new Node("logits", Operator.RESHAPE, List.of("fc"), new Attributes.Reshape(Shape.of(CLASSES))));
        return new ModelGraph("pressed", "input", Shape.of(3, SIZE, SIZE), nodes, constants, "logits");
    }

    private static void convolution(
            List<Node> nodes,
            Map<String, FloatTensor> constants,
            Random random,
            String name,
            String input,
            List<Integer> dimensions) {
        int inputs = dimensions.get(1) * dimensions.get(2) * dimensions.get(3);
        float[] weight = new float[dimensions.get(0) * inputs];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / inputs));
        }
        float[] bias = new float[dimensions.get(0)];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = 0.1f * (float) random.nextGaussian();
        }
        constants.put(name + ".weight", FloatTensor.of(dimensions, weight));
        constants.put(name + ".bias", FloatTensor.vector(bias));
        int kernel = dimensions.get(2);
        nodes.add(new Node(
                name,
                Operator.CONVOLUTION,
                List.of(input, name + ".weight", name + ".bias"),
                new Attributes.Convolution(Window.square(kernel, 1, kernel / 2), 1)));
    }
}
