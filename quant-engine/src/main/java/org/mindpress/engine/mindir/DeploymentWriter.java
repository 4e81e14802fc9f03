package org.mindpress.engine.mindir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;
import org.mindpress.engine.mindir.MindirModel.Dialect;
import org.mindpress.engine.quant.GroupKind;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.QuantizedModel;

/**
 * Writes the deployment file: dialect D1, a float graph with FakeQuantParam markers and int8 weights, from which the converter of
 * MindSpore Lite makes a fully int8 model without any configuration. Batch size 1; a final Softmax is left out (it would run in
 * float behind the output and changes no prediction).
 *
 * <p>A layer that the plan keeps in float is written as a {@link FloatIsland}, its weight in float32.
 *
 * <p>Parameters are {@code <layer>.weight} (int8) and {@code <layer>.bias} (float32); the last node of a layer is the marker that
 * carries its output's scale and zero point.
 */
public final class DeploymentWriter {
    private final QuantizedModel model;
    private final MindirBuilder builder = new MindirBuilder(Dialect.D1, "mindpress");
    private final Map<String, String> handles = new HashMap<>();
    private final List<LintFinding> findings = new ArrayList<>();

    private DeploymentWriter(QuantizedModel model) {
        this.model = model;
    }

    /**
     * The bytes of the deployment file, after lint, re-reading and comparison.
     *
     * @param model folded and with final parameters
     * @param producer program and version, recorded in the file
     * @throws ExportRefusedException with every rule of the device that the model breaks
     */
    public static byte[] write(QuantizedModel model, String producer) {
        return new DeploymentWriter(model).write(producer);
    }

    private byte[] write(String producer) {
        String inputName = model.plan().inputName();
        String input = builder.input(inputName, type(model.graph().inputShape()));
        handles.put(inputName, marker(input, inputName));
        List<QuantizationGroup> groups = model.plan().groups().stream()
                .filter(group -> group.kind() != GroupKind.SOFTMAX)
                .toList();
        List<String> layers = new ArrayList<>();
        for (QuantizationGroup group : groups) {
            builder.layer(group.layer());
            handles.put(group.layer(), handle(group));
            layers.add(group.layer());
        }
        String last = layers.isEmpty() ? inputName : layers.get(layers.size() - 1);
        String output = handle(last);
        if (layers.isEmpty() || groups.get(groups.size() - 1).kind() != GroupKind.RESHAPE) {
            builder.layer(model.graph().outputName());
            TensorType flat = TensorType.float32(1, builder.type(output).elements());
            output = marker(reshape(output, flat), last);
        }
        refuseIfAny(findings);
        byte[] bytes = builder.finish(
                output, ExportInformation.of(model, producer, layers).toUserInfo());
        MindirModel written = MindirReader.read(model.graph().name(), bytes);
        refuseIfAny(ExportLint.check(written));
        ReadBack.requireEqual(written, parameters());
        return bytes;
    }

    private void refuseIfAny(List<LintFinding> found) {
        if (!found.isEmpty()) {
            throw new ExportRefusedException(model.graph().name(), found);
        }
    }

    private String handle(QuantizationGroup group) {
        Node node = model.graph().node(group.layer()).orElseThrow();
        List<String> inputs = group.inputs().stream().map(this::handle).toList();
        String x = inputs.get(0);
        return switch (group.kind()) {
            case CONVOLUTION -> marker(activated(convolution(node, group, x), group), group.layer());
            case ADD ->
                marker(
                        activated(
                                builder.node(
                                        "Add",
                                        inputs,
                                        builder.type(x),
                                        List.of(),
                                        NodeAttributes.names(List.of("x", "y"), "output")),
                                group),
                        group.layer());
            case MAX_POOL, AVERAGE_POOL -> marker(pool(node, group, x), group.layer());
            case PAD -> pad(x, ((Attributes.Pad) node.attributes()).padding());
            case RESHAPE -> marker(reshape(x, type(model.graph().shapeOf(node.name()))), group.layer());
            case SOFTMAX -> throw new IllegalStateException("softmax is never written");
        };
    }

    private String handle(String layer) {
        String handle = handles.get(layer);
        if (handle == null) {
            throw new IllegalStateException("layer " + layer + " is read before it is written");
        }
        return handle;
    }

    private String convolution(Node node, QuantizationGroup group, String x) {
        String layer = node.name();
        boolean isFloat = model.plan().isFloatIsland(layer);
        String input = isFloat ? barrier(rounded(group.inputs().get(0), x)) : x;
        String weight = builder.parameter(layer + ".weight", weight(node));
        String read = isFloat ? weight : weightMarker(weight, model.convolution(layer));
        TensorType output = type(model.graph().shapeOf(layer));
        String y = builder.node(
                "Conv2D",
                List.of(input, read),
                output,
                List.of(),
                NodeAttributes.convolution(
                        builder.type(weight),
                        node.convolution().window(),
                        node.convolution().group()));
        String bias = builder.parameter(layer + ".bias", bias(node));
        return builder.node("BiasAdd", List.of(y, bias), output, List.of(), NodeAttributes.biasAdd());
    }

    /** What a float island reads, as codes: where it would meet float values in the device, an int8 node comes between. */
    private String rounded(String source, String x) {
        if (!source.equals(model.plan().inputName()) && !model.plan().isFloatIsland(source)) {
            return x;
        }
        String same = builder.node(
                FloatIsland.ROUNDING,
                List.of(x),
                builder.type(x),
                List.of(),
                NodeAttributes.pool(Window.square(1, 1, 0), PoolForm.VALID));
        return marker(same, source);
    }

    private String barrier(String x) {
        return builder.node(
                FloatIsland.BARRIER,
                List.of(x, builder.constant(TensorData.ofFloats(List.of(), FloatIsland.BELOW_EVERY_ACTIVATION))),
                builder.type(x),
                List.of(),
                NodeAttributes.names(List.of("x", "y"), "output"));
    }

    private String weightMarker(String weight, QuantizedConvolution numbers) {
        float[] scales = numbers.weight().scales();
        return builder.node(
                QuantizationMarker.OPERATOR,
                List.of(weight),
                builder.type(weight),
                List.of(),
                NodeAttributes.marker(scales, new int[scales.length]));
    }

    private TensorData weight(Node node) {
        FloatTensor real = model.graph().constant(node.constants().get(0));
        return model.plan().isFloatIsland(node.name())
                ? TensorData.ofFloats(real.dimensions(), real.toArray())
                : TensorData.ofInt8(
                        real.dimensions(),
                        model.convolution(node.name()).weight().codes());
    }

    private TensorData bias(Node node) {
        float[] values = model.plan().isFloatIsland(node.name())
                ? model.graph().constant(node.constants().get(1)).toArray()
                : model.convolution(node.name()).bias();
        return TensorData.ofFloats(List.of(values.length), values);
    }

    private String activated(String x, QuantizationGroup group) {
        return group.activation()
                .map(operator -> builder.node(
                        operator == Operator.RELU ? "ReLU" : "ReLU6",
                        List.of(x),
                        builder.type(x),
                        List.of(),
                        NodeAttributes.names(List.of("x"), "output")))
                .orElse(x);
    }

    private String pool(Node node, QuantizationGroup group, String x) {
        Window window = node.pool().window();
        TensorType input = builder.type(x);
        PoolForm form = PoolForm.of(window, input.size(2), input.size(3));
        if (form == PoolForm.PAD_THEN_VALID) {
            if (group.kind() == GroupKind.AVERAGE_POOL
                    || model.parametersOf(group.layer()).zeroPoint() != QuantizationParameters.LOWEST_CODE) {
                findings.add(new LintFinding(
                        "L24",
                        group.layer(),
                        group.kind().spelling() + " with padding " + window.padding()
                                + " has no form in MindIR that keeps its result",
                        "use padding that 'same' computes, or for a max-pool put a ReLU before it"));
            }
            x = pad(x, window.padding());
        }
        String operator = group.kind() == GroupKind.MAX_POOL ? "MaxPool" : "AvgPool";
        return builder.node(
                operator,
                List.of(x),
                type(model.graph().shapeOf(node.name())),
                List.of(),
                NodeAttributes.pool(window, form));
    }

    private String pad(String x, Padding padding) {
        TensorType input = builder.type(x);
        TensorType output = TensorType.float32(
                1,
                input.size(1),
                input.size(2) + padding.top() + padding.bottom(),
                input.size(3) + padding.left() + padding.right());
        return builder.node("Pad", List.of(x), output, List.of(), NodeAttributes.pad(padding));
    }

    private String reshape(String x, TensorType output) {
        long[] sizes = output.shape().stream().mapToLong(Integer::longValue).toArray();
        return builder.node(
                "Reshape",
                List.of(x),
                output,
                List.of(MindirValue.Sequence.tuple(sizes)),
                NodeAttributes.names(List.of("tensor", "shape"), "output"));
    }

    private String marker(String x, String layer) {
        QuantizationParameters parameters = model.parametersOf(layer);
        return builder.node(
                QuantizationMarker.OPERATOR,
                List.of(x),
                builder.type(x),
                List.of(),
                NodeAttributes.marker(new float[] {parameters.scale()}, new int[] {parameters.zeroPoint()}));
    }

    private Map<String, TensorData> parameters() {
        Map<String, TensorData> expected = new HashMap<>();
        for (QuantizationGroup group : model.plan().convolutions()) {
            Node node = model.graph().node(group.layer()).orElseThrow();
            expected.put(group.layer() + ".weight", weight(node));
            expected.put(group.layer() + ".bias", bias(node));
        }
        return expected;
    }

    private static TensorType type(Shape shape) {
        List<Integer> sizes = new ArrayList<>(List.of(1));
        sizes.addAll(shape.dimensions());
        return new TensorType(ElementType.FLOAT32, sizes);
    }
}
