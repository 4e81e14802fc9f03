package org.mindpress.engine.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationPoint;
import org.nd4j.linalg.activations.Activation;

/** Builds the running network of a device-form graph and its plan: one group after the other, every weight loaded. */
final class NetworkBuilder {
    /** Suffix of the layer that computes batch norm, activation and fake quantisation behind a convolution or an Add. */
    private static final String POINT = "/point";

    private static final String OUTPUT = "/loss";

    private final ModelGraph model;
    private final QuantizationPlan plan;
    private final TrainingSettings settings;
    private final Map<String, String> vertices = new HashMap<>();
    private final Map<String, ActivationPoint> points = new LinkedHashMap<>();
    private final List<ConvolutionPart> convolutions = new ArrayList<>();

    private NetworkBuilder(ModelGraph model, QuantizationPlan plan, TrainingSettings settings) {
        this.model = model;
        this.plan = plan;
        this.settings = settings;
    }

    /**
     * Builds the network.
     *
     * @throws IllegalArgumentException naming everything in the graph that cannot be trained
     */
    static TrainingNetwork build(ModelGraph model, QuantizationPlan plan, TrainingSettings settings) {
        List<String> faults = TrainableOperators.faults(model);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "graph " + model.name() + " cannot be trained:\n" + String.join("\n", faults));
        }
        return new NetworkBuilder(model, plan, settings).build();
    }

    private TrainingNetwork build() {
        Deeplearning4jRuntime.prepare();
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(0)
                .weightInit(WeightInit.ZERO)
                .updater(settings.optimizer()
                        .updater(new CosineSchedule(settings.learningRate(), settings.steps()), settings.momentum()))
                .l2(settings.weightDecay())
                .cacheMode(CacheMode.DEVICE)
                .graphBuilder()
                .validateOutputLayerConfig(false)
                .addInputs(model.inputName());
        addPoint(graph, model.inputName(), model.inputName(), Clipping.NONE);
        String last = model.inputName();
        for (QuantizationGroup group : plan.groups()) {
            add(graph, group);
            last = vertices.containsKey(group.layer()) ? group.layer() : last;
        }
        addLoss(graph, vertex(last));
        ComputationGraph network = new ComputationGraph(graph.build());
        network.init();
        Deeplearning4jRuntime.requireHelpers(network);
        convolutions.forEach(part -> part.load(model, network));
        return new TrainingNetwork(model, network, convolutions, points);
    }

    private String vertex(String layer) {
        return vertices.getOrDefault(layer, layer);
    }

    private Node first(QuantizationGroup group) {
        return model.node(group.layer()).orElseThrow();
    }

    private void add(GraphBuilder graph, QuantizationGroup group) {
        String layer = group.layer();
        String input = vertex(group.inputs().get(0));
        switch (group.kind()) {
            case CONVOLUTION -> addConvolution(graph, group, input);
            case ADD -> {
                graph.addVertex(
                        layer,
                        new ElementWiseVertex(ElementWiseVertex.Op.Add),
                        input,
                        vertex(group.inputs().get(1)));
                addPoint(graph, layer, layer, clipping(group));
            }
            case MAX_POOL -> addPool(graph, layer, PoolingType.MAX, input);
            case AVERAGE_POOL -> {
                addPool(graph, layer, PoolingType.AVG, input);
                ActivationPoint tied = pointNamed(plan.pointOf(layer).name());
                graph.addLayer(layer + POINT, ActivationFakeQuantization.tiedTo(tied), layer);
                vertices.put(layer, layer + POINT);
            }
            case PAD -> {
                graph.addLayer(layer, padding(((Attributes.Pad) first(group).attributes()).padding()), input);
                vertices.put(layer, layer);
            }
            case RESHAPE -> {
                addReshape(graph, layer, model.shapeOf(group.output()), input);
                vertices.put(layer, layer);
            }
            case SOFTMAX -> {
                // the loss takes logits
            }
        }
    }

    private ActivationPoint pointNamed(String name) {
        ActivationPoint point = points.get(name);
        if (point == null) {
            throw new IllegalStateException("point " + name + " comes after a layer that is tied to it");
        }
        return point;
    }

    private ActivationPoint newPoint(String name) {
        QuantizationPoint planned = plan.pointOf(name);
        ActivationPoint point = new ActivationPoint(planned, settings.observerRate());
        points.put(planned.name(), point);
        return point;
    }

    private void addPoint(GraphBuilder graph, String name, String input, Clipping clipping) {
        graph.addLayer(name + POINT, new ActivationFakeQuantization(clipping, newPoint(name)), input);
        vertices.put(name, name + POINT);
    }

    private static Clipping clipping(QuantizationGroup group) {
        return group.activation()
                .map(operator -> operator == Operator.RELU ? Clipping.RELU : Clipping.RELU6)
                .orElse(Clipping.NONE);
    }

    private void addConvolution(GraphBuilder graph, QuantizationGroup group, String groupInput) {
        Node node = first(group);
        FloatTensor weight = model.constant(node.constants().get(0));
        Padding padding = node.convolution().window().padding();
        String input = groupInput;
        if (!isSymmetric(padding)) {
            input = node.name() + "/pad";
            graph.addLayer(input, padding(padding), groupInput);
        }
        WeightGrid grid = WeightGrid.of(plan.settings(group.layer()), weight.dimension(0));
        boolean depthwise = TrainableOperators.isDepthwise(node.convolution(), weight);
        WeightLayout layout = depthwise ? WeightLayout.CHANNELS_LAST : WeightLayout.CHANNELS_FIRST;
        int multiplier = weight.dimension(0) / node.convolution().group();
        graph.addLayer(
                node.name(),
                depthwise
                        ? describe(new DepthwiseConvolution2D.Builder().depthMultiplier(multiplier), node, weight)
                                .weightNoise(new WeightFakeQuantization(grid, layout))
                                .build()
                        : describe(new ConvolutionLayer.Builder(), node, weight)
                                .weightNoise(new WeightFakeQuantization(grid, layout))
                                .build(),
                input);
        Optional<Node> normalization = group.nodes().stream()
                .map(name -> model.node(name).orElseThrow())
                .filter(member -> member.operator() == Operator.BATCH_NORMALIZATION)
                .findFirst();
        if (normalization.isEmpty()) {
            addPoint(graph, node.name(), node.name(), clipping(group));
            convolutions.add(new ConvolutionPart(node, grid, layout, Optional.empty()));
            return;
        }
        String point = node.name() + POINT;
        float epsilon = ((Attributes.Normalization) normalization.get().attributes()).epsilon();
        NormalizationSwitch control = new NormalizationSwitch();
        graph.addLayer(
                point,
                new BatchNormalizationActivation(
                        weight.dimension(0), epsilon, clipping(group), control, newPoint(node.name())),
                node.name());
        vertices.put(node.name(), point);
        convolutions.add(new ConvolutionPart(
                node,
                grid,
                layout,
                Optional.of(new ConvolutionPart.NormalizationPart(normalization.get(), point, epsilon, control))));
    }

    private static <B extends ConvolutionLayer.BaseConvBuilder<B>> B describe(B layer, Node node, FloatTensor weight) {
        Window window = node.convolution().window();
        Padding padding = window.padding();
        boolean symmetric = isSymmetric(padding);
        return layer.kernelSize(window.kernelHeight(), window.kernelWidth())
                .stride(window.strideHeight(), window.strideWidth())
                .dilation(window.dilationHeight(), window.dilationWidth())
                .padding(symmetric ? padding.top() : 0, symmetric ? padding.left() : 0)
                .convolutionMode(ConvolutionMode.Truncate)
                .nIn(weight.dimension(1) * node.convolution().group())
                .nOut(weight.dimension(0))
                .hasBias(node.constants().size() > 1)
                .activation(Activation.IDENTITY)
                .helperAllowFallback(false);
    }

    private static boolean isSymmetric(Padding padding) {
        return padding.top() == padding.bottom() && padding.left() == padding.right();
    }

    private static ZeroPaddingLayer padding(Padding padding) {
        return new ZeroPaddingLayer.Builder(padding.top(), padding.bottom(), padding.left(), padding.right()).build();
    }

    private void addPool(GraphBuilder graph, String layer, PoolingType type, String input) {
        Window window = model.node(layer).orElseThrow().pool().window();
        graph.addLayer(
                layer,
                new SubsamplingLayer.Builder(type)
                        .kernelSize(window.kernelHeight(), window.kernelWidth())
                        .stride(window.strideHeight(), window.strideWidth())
                        .padding(window.padding().top(), window.padding().left())
                        .convolutionMode(ConvolutionMode.Truncate)
                        .build(),
                input);
        vertices.put(layer, layer);
    }

    private static void addReshape(GraphBuilder graph, String name, Shape shape, String input) {
        int[] target = new int[shape.dimensions().size() + 1];
        target[0] = -1;
        for (int axis = 1; axis < target.length; axis++) {
            target[axis] = shape.dimensions().get(axis - 1);
        }
        graph.addVertex(name, new ReshapeVertex('c', target, null), input);
    }

    private void addLoss(GraphBuilder graph, String logits) {
        String input = logits;
        Shape shape = model.outputShape();
        if (shape.isMap()) {
            input = OUTPUT + "/logits";
            addReshape(graph, input, Shape.of(shape.elements()), logits);
        }
        DistillationLoss loss = settings.distillation()
                .map(teacher -> new DistillationLoss(teacher.alpha(), teacher.temperature()))
                .orElse(DistillationLoss.hardOnly());
        graph.addLayer(
                OUTPUT,
                new LossLayer.Builder(loss).activation(Activation.IDENTITY).build(),
                input);
        graph.setOutputs(OUTPUT);
    }
}
