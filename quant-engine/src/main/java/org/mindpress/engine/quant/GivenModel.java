package org.mindpress.engine.quant;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.StoredQuantization;
import org.mindpress.engine.graph.StoredQuantization.Bias;
import org.mindpress.engine.graph.StoredQuantization.Grid;

/**
 * Makes the final model of a file that was quantised before. Weight codes, scales, zero points and bias codes are the file's; nothing is
 * searched or rounded again, but for biases that the file has in float32. What the plan needs and the file does not have, or has in a form
 * that the device cannot take, is refused by layer, all of it together.
 */
public final class GivenModel {
    private static final String REMEDY = ". Remedy: ";
    private static final String QUANTIZE_ALL =
            "quantise every layer of the file, or import the float model and let mindpress quantise it";
    /** float32 scales of biases are rounded once, or once per factor. */
    private static final double SCALE_TOLERANCE = 0x1p-21;

    private final ModelGraph graph;
    private final StoredQuantization given;
    private final QuantizationPlan plan;
    private final List<String> faults = new ArrayList<>();

    private GivenModel(ModelGraph graph, StoredQuantization given, QuantizationPlan plan) {
        this.graph = graph;
        this.given = given;
        this.plan = plan;
    }

    /**
     * The policy with the weight granularities of the file, which are not a matter of choice.
     *
     * @param policy as the pipeline says
     */
    public static LayerPolicy policy(LayerPolicy policy, StoredQuantization given) {
        List<PolicyRule> rules = new ArrayList<>(policy.rules());
        given.weights()
                .forEach((layer, scales) -> rules.add(PolicyRule.of(
                        new LayerMatcher.Glob(layer),
                        scales.size() == 1 ? Granularity.PER_TENSOR : Granularity.PER_CHANNEL)));
        return new LayerPolicy(policy.defaults(), rules);
    }

    /**
     * Makes the model.
     *
     * @param imported a model with a quantisation
     * @param policy of the pipeline; granularities are the file's
     * @param input what the graph input expects
     * @throws IllegalArgumentException with everything that the device cannot take, one a line
     */
    public static QuantizedModel of(ImportedModel imported, LayerPolicy policy, InputSpecification input) {
        StoredQuantization given = imported.quantization()
                .orElseThrow(() -> new IllegalArgumentException("the model was not quantised before"));
        List<String> unfolded = imported.graph().nodes().stream()
                .filter(node -> node.operator() == Operator.BATCH_NORMALIZATION)
                .map(node -> "layer " + node.name() + ": batch norm is a node of its own in a quantised file" + REMEDY
                        + "fold it before quantising, as onnxruntime.quantization.quant_pre_process does")
                .toList();
        if (!unfolded.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", unfolded));
        }
        ModelGraph folded = BatchNormalizationFolding.fold(imported.graph());
        QuantizationPlan plan =
                QuantizationPlan.derive(folded, policy(policy, given)).inSteps(1, 1);
        return new GivenModel(folded, given, plan).model(input);
    }

    private QuantizedModel model(InputSpecification input) {
        Map<String, QuantizationParameters> parameters = new LinkedHashMap<>();
        for (QuantizationPoint point : plan.points()) {
            parameters(point).ifPresent(found -> parameters.put(point.name(), found));
        }
        plan.groups().forEach(this::checkInside);
        plan.points().forEach(this::checkReads);
        Map<String, QuantizedConvolution> convolutions = new LinkedHashMap<>();
        Map<String, FloatTensor> constants = new LinkedHashMap<>();
        for (QuantizationGroup group : plan.integerConvolutions()) {
            QuantizationParameters read =
                    parameters.get(plan.pointOf(group.inputs().get(0)).name());
            if (read == null) {
                continue;
            }
            Node node = graph.node(group.layer()).orElseThrow();
            convolution(node, read.scale()).ifPresent(found -> {
                String weight = node.constants().get(0);
                convolutions.put(group.layer(), found);
                constants.put(
                        weight,
                        FloatTensor.of(
                                graph.constant(weight).dimensions(),
                                found.weight().real(found.outputChannels())));
                constants.put(node.constants().get(1), FloatTensor.vector(found.bias()));
            });
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        return new QuantizedModel(graph.withConstants(constants), plan, convolutions, parameters, input);
    }

    private void fault(String layer, String finding, String remedy) {
        faults.add("layer " + layer + ": " + finding + REMEDY + remedy);
    }

    private Optional<QuantizationParameters> parameters(QuantizationPoint point) {
        Grid grid = given.values().get(point.value());
        if (grid == null) {
            boolean image = point.name().equals(plan.inputName());
            fault(
                    point.name(),
                    image
                            ? "the image goes through no pair of QuantizeLinear and DequantizeLinear"
                            : "its output goes through no pair of QuantizeLinear and DequantizeLinear",
                    QUANTIZE_ALL);
            return Optional.empty();
        }
        try {
            return Optional.of(new QuantizationParameters(grid.scale(), grid.zeroPoint()));
        } catch (IllegalArgumentException refused) {
            fault(point.name(), String.valueOf(refused.getMessage()), QUANTIZE_ALL);
            return Optional.empty();
        }
    }

    /** A pair between a layer and its activation does nothing when the one behind the activation is the same. */
    private void checkInside(QuantizationGroup group) {
        Grid outer = given.values().get(group.output());
        for (String value : group.nodes()) {
            Grid inner = given.values().get(value);
            if (inner != null && outer != null && !inner.equals(outer)) {
                fault(
                        group.layer(),
                        "between it and its activation the grid is " + inner + ", behind the activation " + outer
                                + "; the device computes both as one, with one grid",
                        "quantise activations asymmetrically (ActivationSymmetric=False), so that the quantiser fuses"
                                + " them");
            }
        }
        if (group.kind() == GroupKind.SOFTMAX && outer != null) {
            fault(
                    group.layer(),
                    "Softmax is quantised, the device computes it in float",
                    "leave it out of quantisation, or end the network with its logits");
        }
    }

    private void checkReads(QuantizationPoint point) {
        List<String> readers = given.plainReads().getOrDefault(point.value(), List.of());
        if (!readers.isEmpty() && given.values().containsKey(point.value())) {
            fault(
                    point.name(),
                    readers + " read its output as it was before the pair, the device has only the codes",
                    "quantise every input of these nodes");
        }
    }

    private Optional<QuantizedConvolution> convolution(Node node, float inputScale) {
        FloatTensor scales = given.weights().get(node.name());
        if (scales == null) {
            fault(
                    node.name(),
                    "its weights are not quantised",
                    QUANTIZE_ALL + ", or keep it in float with the policy rule { layers: \"" + node.name()
                            + "\", precision: float32 }");
            return Optional.empty();
        }
        int before = faults.size();
        float[] bias = graph.constant(node.constants().get(1)).toArray();
        try {
            WeightCodes codes = codes(
                    node.name(), graph.constant(node.constants().get(0)).toArray(), bias.length, scales.toArray());
            Bias stored = given.biases().get(node.name());
            if (stored != null) {
                bias = bias(stored, bias, inputScale, codes);
            } else {
                for (int channel = 0; channel < bias.length; channel++) {
                    bias[channel] = BiasQuantizer.canonical(bias[channel], inputScale, codes.scale(channel));
                }
            }
            return faults.size() > before ? Optional.empty() : Optional.of(QuantizedConvolution.of(codes, bias));
        } catch (IllegalArgumentException refused) {
            fault(node.name(), String.valueOf(refused.getMessage()), QUANTIZE_ALL);
            return Optional.empty();
        }
    }

    /** The codes whose numbers the weights are; exact, because a code has few bits. */
    private WeightCodes codes(String layer, float[] weights, int channels, float[] scales) {
        if (scales.length != 1 && scales.length != channels) {
            throw new IllegalArgumentException(scales.length + " weight scales for " + channels
                    + " output channels, expected one or one per output channel");
        }
        byte[] codes = new byte[weights.length];
        int row = weights.length / channels;
        int largest = 0;
        for (int i = 0; i < codes.length; i++) {
            float scale = scales[scales.length == 1 ? 0 : i / row];
            double code = Rounding.halfAway((double) weights[i] / scale);
            codes[i] = (byte) Math.max(-128, Math.min(127, code));
            if (codes[i] * scale != weights[i]) {
                throw new IllegalArgumentException(
                        "weight " + weights[i] + " of output channel " + i / row
                                + " is no int8 code times " + scale
                                + "; scales must run along the output channels, and nothing may be multiplied into the weights");
            }
            largest = Math.max(largest, Math.abs((int) codes[i]));
        }
        int limit = plan.settings(layer).largestWeightCode();
        if (largest > limit && limit < QuantizationParameters.HIGHEST_CODE) {
            fault(
                    layer,
                    "its weights have codes up to " + largest + ", the policy allows " + limit,
                    "leave the bits of a quantised file as they are");
        }
        return WeightCodes.of(codes, scales);
    }

    /** The float32 biases that stand for the file's codes. */
    private float[] bias(Bias stored, float[] real, float inputScale, WeightCodes codes) {
        int count = stored.scales().size();
        if (stored.codes().size() != real.length || (count != 1 && count != real.length)) {
            throw new IllegalArgumentException("bias of " + stored.codes().size() + " codes and " + count
                    + " scales, expected one per output channel: " + real.length);
        }
        float[] bias = new float[real.length];
        for (int channel = 0; channel < bias.length; channel++) {
            int code = stored.codes().get(channel);
            float scale = stored.scales().get(count == 1 ? 0 : channel);
            double expected = (double) inputScale * codes.scale(channel);
            if (Math.abs(scale - expected) > SCALE_TOLERANCE * expected) {
                throw new IllegalArgumentException("bias scale " + scale + " of output channel " + channel
                        + ", expected input scale times weight scale: " + (float) expected);
            }
            if (code * scale != real[channel]) {
                throw new IllegalArgumentException(
                        "bias " + real[channel] + " of output channel " + channel + " is not its code " + code
                                + " times " + scale + "; a second bias must be added before quantising");
            }
            bias[channel] = BiasQuantizer.real(code, inputScale, codes.scale(channel));
            if (BiasQuantizer.code(bias[channel], inputScale, codes.scale(channel)) != code) {
                throw new IllegalArgumentException("bias code " + code + " of output channel " + channel
                        + " has no float32 number of its own, and the device's file holds biases in float32");
            }
        }
        return bias;
    }
}
