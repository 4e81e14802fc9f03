package org.mindpress.engine.mindir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.ParameterNames;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.mindir.MindirModel.Dialect;

/**
 * Writes a float network as MindIR that a stock MindSpore 2.3 or later runs, trains further or exports again: dialect D2, float32, any
 * batch size. Batch norm stays what the graph has: nodes of its own, or folded. What is written is the device form, so a dense layer is
 * a 1x1 convolution.
 *
 * <p>Parameters have the names of {@link ParameterNames}, so that a checkpoint with the same names loads into the network. The domain of a
 * node names its layer ({@link MindirNode#layer}).
 */
public final class FloatWriter {
    private static final long LARGEST_BYTES = Integer.MAX_VALUE - (64L << 20);
    private static final float MOMENTUM = 0.1f;

    private final ModelGraph graph;
    private final MindirBuilder builder = new MindirBuilder(Dialect.D2, "mindpress");
    private final OperatorWriter write = new OperatorWriter(builder);
    private final FloatPools pools = new FloatPools(builder, write);
    private final Map<String, String> handles = new HashMap<>();
    private final Map<String, TensorData> parameters = new HashMap<>();
    private final List<LintFinding> findings = new ArrayList<>();

    private FloatWriter(ModelGraph graph) {
        this.graph = graph;
    }

    /**
     * The bytes of the file, after re-reading and comparison.
     *
     * @param graph with or without batch norm
     * @param input what the graph input expects, recorded in the file
     * @param producer program and version, recorded in the file
     * @throws ExportRefusedException when MindIR has no form for a node
     * @throws IllegalArgumentException when the parameters do not fit into one file of 2 GiB
     */
    public static byte[] write(ModelGraph graph, InputSpecification input, String producer) {
        long bytes = 4
                * graph.constants().values().stream()
                        .mapToLong(FloatTensor::size)
                        .sum();
        if (bytes > LARGEST_BYTES) {
            throw new IllegalArgumentException(graph.name() + " has " + bytes
                    + " bytes of parameters; a MindIR file without data files holds less than " + LARGEST_BYTES);
        }
        return new FloatWriter(graph).write(input, producer);
    }

    private byte[] write(InputSpecification input, String producer) {
        handles.put(graph.inputName(), builder.input(graph.inputName(), type(graph.inputShape())));
        List<String> layers = new ArrayList<>();
        for (Node node : graph.nodes()) {
            builder.layer(node.name());
            handles.put(node.name(), computed(node));
            layers.add(node.name());
        }
        if (!findings.isEmpty()) {
            throw new ExportRefusedException(graph.name(), findings);
        }
        byte[] bytes =
                builder.finish(handle(graph.outputNode().name()), ExportInformation.ofFloat(producer, input, layers));
        ReadBack.requireEqual(MindirReader.read(graph.name(), bytes), parameters);
        return bytes;
    }

    private String handle(String value) {
        String handle = handles.get(value);
        if (handle == null) {
            throw new IllegalStateException(value + " is read before it is written");
        }
        return handle;
    }

    private String computed(Node node) {
        String x = handle(node.dataInputs().get(0));
        return switch (node.operator()) {
            case CONVOLUTION -> convolution(node, x);
            case BATCH_NORMALIZATION -> normalization(node, x);
            case RELU -> write.elementwise("ReLU", x);
            case RELU6 -> write.elementwise("ReLU6", x);
            case ADD -> write.elementwise("Add", x, handle(node.dataInputs().get(1)));
            case MAX_POOL -> pools.maximum(x, node.pool().window(), output(node));
            case AVERAGE_POOL -> average(node, x);
            case PAD -> pools.pad(x, ((Attributes.Pad) node.attributes()).padding());
            case RESHAPE -> write.reshape(x, output(node).shape(), true);
            case SOFTMAX ->
                builder.node("Softmax", List.of(x), output(node), List.of(MindirValue.Sequence.tuple(-1)), Map.of());
        };
    }

    private String convolution(Node node, String x) {
        List<String> read = parameters(node);
        String y = builder.node(
                "Conv2D",
                List.of(x, read.get(0)),
                output(node),
                List.of(),
                NodeAttributes.convolution(
                        builder.type(read.get(0)),
                        node.convolution().window(),
                        node.convolution().group()));
        return read.size() == 1 ? y : write.biasAdd(y, read.get(1));
    }

    /** BatchNorm gives five results, of which the first is the normalised map. */
    private String normalization(Node node, String x) {
        List<String> inputs = new ArrayList<>(List.of(x));
        inputs.addAll(parameters(node));
        TensorType channels = builder.type(inputs.get(1));
        String results = builder.tupleNode(
                "BatchNorm",
                inputs,
                List.of(output(node), channels, channels, channels, channels),
                List.of(
                        new MindirValue.Flag(false),
                        new MindirValue.Real(((Attributes.Normalization) node.attributes()).epsilon()),
                        new MindirValue.Real(MOMENTUM),
                        new MindirValue.Whole(0)),
                Map.of());
        return builder.firstOf(results, output(node));
    }

    private String average(Node node, String x) {
        return pools.average(x, node.pool().window(), output(node)).orElseGet(() -> {
            findings.add(new LintFinding(
                    "L24",
                    node.name(),
                    "average pool with padding " + node.pool().window().padding() + " has no form in MindIR",
                    "use padding that 'same' computes"));
            return x;
        });
    }

    private List<String> parameters(Node node) {
        List<String> names = ParameterNames.of(node);
        List<String> read = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            FloatTensor tensor = graph.constant(node.constants().get(i));
            TensorData data = TensorData.ofFloats(tensor.dimensions(), tensor.toArray());
            parameters.put(names.get(i), data);
            read.add(builder.loadedParameter(names.get(i), data));
        }
        return read;
    }

    private TensorType output(Node node) {
        return type(graph.shapeOf(node.name()));
    }

    private static TensorType type(Shape shape) {
        List<Integer> sizes = new ArrayList<>(List.of(1));
        sizes.addAll(shape.dimensions());
        return new TensorType(ElementType.FLOAT32, sizes);
    }
}
