package org.mindpress.engine.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.StoredQuantization;

/** Walks the nodes of a file once and lowers each; what cannot be lowered is collected. */
final class GraphLowering {
    /** Behind so many the walk ends: a file of nothing else would take memory for each. */
    private static final int MOST_PROBLEMS = 1_000;

    private final OnnxFile file;
    private final List<ImportProblem> problems;
    private final List<String> notes;
    private final LoweringState state;
    private final Set<String> unknown = new HashSet<>();
    private final WindowLowering windows;
    private final DenseLowering dense;
    private final ShapeLowering shapes;
    private final ChannelsLast layouts;
    private final ConstantShapes constants;
    private final QuantizationLowering quantization;

    /**
     * A walk.
     *
     * @param keepsActivations whether every activation stands in the file, though it is quantised
     */
    GraphLowering(OnnxFile file, List<ImportProblem> problems, List<String> notes, boolean keepsActivations) {
        this.file = file;
        this.problems = problems;
        this.notes = notes;
        this.state = new LoweringState(file.outputName());
        this.windows = new WindowLowering(state);
        this.dense = new DenseLowering(state);
        this.shapes = new ShapeLowering(state, file.fixedBatch());
        this.layouts = new ChannelsLast(state);
        this.constants = new ConstantShapes(state);
        this.quantization = new QuantizationLowering(state, keepsActivations);
    }

    /** The lowered model; empty when problems were found. */
    Optional<ImportedModel> lower() {
        state.names().reserve(file.inputName());
        file.initializers().forEach(state::putOwnTensor);
        for (OnnxNode node : file.nodes()) {
            node.inputs().forEach(state::countUse);
        }
        state.countUse(file.outputName());
        Optional<Shape> input = putInput();
        if (input.isEmpty()) {
            unknown.add(file.inputName());
        }
        for (OnnxNode node : file.nodes()) {
            lower(node);
            if (problems.size() >= MOST_PROBLEMS) {
                break;
            }
        }
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        return finish(input.orElseThrow());
    }

    /** Makes the image known; its shape in the lowered graph, empty when it was refused. */
    private Optional<Shape> putInput() {
        if (file.inputShape().isEmpty()) {
            return Optional.empty();
        }
        List<Integer> sizes = file.inputShape().get().dimensions();
        boolean channelsLast = ChannelsLast.isInputOf(file);
        Shape shape = channelsLast ? Shape.of(sizes.get(2), sizes.get(0), sizes.get(1)) : new Shape(sizes);
        if (channelsLast) {
            notes.add(
                    "the file takes images [N, height, width, channels], the imported graph [N, channels, height, width]");
        }
        String name = file.inputName();
        state.put(name, new ImportedValue(name, shape, sizes, channelsLast, false, name + ".reshape"));
        return Optional.of(shape);
    }

    private void lower(OnnxNode node) {
        boolean supported = OnnxOperator.find(node.operator()).isPresent();
        List<String> missing = node.inputs().stream()
                .filter(name -> !name.isEmpty() && !state.knows(name) && !unknown.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            report(node, new ImportRefusal("inputs " + missing + " come from no node before it", "check the file"));
        }
        if (supported && missing.isEmpty() && node.inputs().stream().noneMatch(unknown::contains)) {
            try {
                dispatch(node, OnnxOperator.find(node.operator()).orElseThrow());
                return;
            } catch (ImportRefusal refusal) {
                report(node, refusal);
            } catch (IllegalArgumentException | ArithmeticException fault) {
                report(node, new ImportRefusal(String.valueOf(fault.getMessage()), "check the file with onnx.checker"));
            }
        } else if (!supported) {
            report(
                    node,
                    new ImportRefusal("the device cannot run this operator in int8", Remedies.of(node.operator())));
        }
        goOnBehind(node);
    }

    /** Later nodes are still looked at: fully when the shape is known, by their operator alone otherwise. */
    private void goOnBehind(OnnxNode node) {
        Optional<ImportedValue> input = node.input(0).flatMap(state::find);
        if (input.isPresent()
                && Remedies.keepsShape(node.operator())
                && !node.outputs().isEmpty()) {
            state.put(node.outputs().get(0), input.get());
            node.outputs().stream().skip(1).forEach(unknown::add);
        } else {
            unknown.addAll(node.outputs());
        }
    }

    private void report(OnnxNode node, ImportRefusal refusal) {
        problems.add(new ImportProblem(node.label(), node.operator(), refusal.finding(), refusal.remedy()));
    }

    private void dispatch(OnnxNode node, OnnxOperator operator) {
        switch (operator) {
            case QUANTIZE_LINEAR -> quantization.quantize(node);
            case DEQUANTIZE_LINEAR -> quantization.dequantize(node);
            default -> {
                quantization.checkReadsNoCodes(node);
                if (!constants.fold(node, operator)) {
                    lower(node, operator);
                }
                quantization.follow(node, operator);
            }
        }
    }

    private void lower(OnnxNode node, OnnxOperator operator) {
        switch (operator) {
            case CONV -> windows.convolution(node);
            case BATCH_NORMALIZATION -> batchNormalization(node);
            case RELU -> elementwise(node, Operator.RELU);
            case CLIP -> clip(node);
            case ADD -> dense.add(node);
            case MAX_POOL -> windows.pool(node, Operator.MAX_POOL);
            case AVERAGE_POOL -> windows.pool(node, Operator.AVERAGE_POOL);
            case GLOBAL_AVERAGE_POOL -> windows.globalPool(node, Operator.AVERAGE_POOL, true);
            case REDUCE_MEAN -> windows.reduceMean(node);
            case PAD -> windows.pad(node);
            case GEMM -> dense.gemm(node);
            case MAT_MUL -> dense.matMul(node);
            case FLATTEN -> shapes.flatten(node);
            case RESHAPE -> shapes.reshape(node);
            case SQUEEZE -> shapes.squeeze(node);
            case UNSQUEEZE -> shapes.unsqueeze(node);
            case SHAPE -> shapes.shape(node);
            case GATHER -> shapes.gather(node);
            case SLICE -> shapes.slice(node);
            case CONCAT -> shapes.concatenate(node);
            case CAST -> shapes.cast(node);
            case SOFTMAX -> softmax(node);
            case IDENTITY -> identity(node);
            case DROPOUT -> dropout(node);
            case TRANSPOSE -> layouts.transpose(node);
            case CONSTANT -> state.putOwnTensor(node.output(), ConstantNode.tensor(node));
            case QUANTIZE_LINEAR, DEQUANTIZE_LINEAR -> throw new IllegalStateException(operator + " is lowered before");
        }
    }

    private void batchNormalization(OnnxNode node) {
        if (node.integer("training_mode", 0) != 0
                || node.outputs().stream().skip(1).anyMatch(state::isRead)) {
            throw new ImportRefusal("it is in training mode", "export the model in evaluation mode: model.eval()");
        }
        ImportedValue value = state.value(node, 0);
        Shape shape = LoweringState.mapShape(value);
        List<String> suffixes = List.of(".weight", ".bias", ".running_mean", ".running_var");
        List<FloatTensor> parameters =
                IntStream.range(1, 5).mapToObj(i -> state.floats(node, i)).toList();
        for (FloatTensor parameter : parameters) {
            if (!parameter.dimensions().equals(List.of(shape.channels()))) {
                throw new ImportRefusal(
                        "a parameter has the shape " + parameter.dimensions() + ", expected [" + shape.channels() + "]",
                        "check the file with onnx.checker");
            }
        }
        for (int i = 0; i < shape.channels(); i++) {
            if (parameters.get(3).get(i) < 0) {
                throw new ImportRefusal(
                        "variance " + parameters.get(3).get(i) + " of channel " + i + " is negative",
                        "train again or repair the checkpoint");
            }
        }
        Attributes attributes = new Attributes.Normalization(node.number("epsilon", 1e-5f));
        String layer = state.names().ofLayer(node.requiredInput(1), node);
        List<String> inputs = new ArrayList<>(List.of(state.inShape(value, shape)));
        for (int i = 0; i < suffixes.size(); i++) {
            inputs.add(state.keep(layer + suffixes.get(i), parameters.get(i)));
        }
        state.emit(node, layer, Operator.BATCH_NORMALIZATION, inputs, attributes, shape, value.logical());
    }

    private void elementwise(OnnxNode node, Operator operator) {
        ImportedValue value = state.value(node, 0);
        Node last = state.nodes().get(value.name());
        if (last != null
                && last.operator().isActivation()
                && (operator == Operator.RELU || last.operator() == operator)) {
            // a second activation changes nothing
            state.alias(node, value, value.logical());
            return;
        }
        state.emit(
                node,
                state.names().ofNode(node),
                operator,
                List.of(value.name()),
                Attributes.NONE,
                value.physical(),
                value.logical(),
                value.channelsLast());
    }

    private void clip(OnnxNode node) {
        float low = bound(node, 1, -Float.MAX_VALUE);
        float high = bound(node, 2, Float.MAX_VALUE);
        if (low != 0 || (high != 6 && high != Float.MAX_VALUE)) {
            throw new ImportRefusal(
                    "it clips to [" + low + ", " + high + "], but the device has only Relu and Relu6",
                    "use Relu or Relu6");
        }
        elementwise(node, high == 6 ? Operator.RELU6 : Operator.RELU);
    }

    private float bound(OnnxNode node, int position, float otherwise) {
        if (node.input(position).isEmpty()) {
            return otherwise;
        }
        FloatTensor bound = state.floats(node, position);
        if (bound.size() != 1) {
            throw new ImportRefusal("a bound with " + bound.size() + " numbers", "use one number");
        }
        return bound.get(0);
    }

    private void softmax(OnnxNode node) {
        ImportedValue value = state.value(node, 0);
        if (!node.output().equals(file.outputName())) {
            throw new ImportRefusal("it is not the last node", "use Softmax only at the end");
        }
        int rank = value.logical().size() + 1;
        long axis = node.integer("axis", node.opset() < 13 ? 1 : -1);
        if (rank != 2 || (axis < 0 ? axis + rank : axis) != 1 || value.isReordered()) {
            throw new ImportRefusal(
                    "it runs over axis " + axis + " of shape " + value.logical() + " per image, expected classes",
                    "flatten before it and use the last axis");
        }
        Shape shape = new Shape(value.logical());
        String source = state.inShape(value.reshaped(value.logical(), false, true, value.name() + ".reshape"), shape);
        state.emit(
                node,
                state.names().ofNode(node),
                Operator.SOFTMAX,
                List.of(source),
                Attributes.NONE,
                shape,
                value.logical());
    }

    private void identity(OnnxNode node) {
        String input = node.requiredInput(0);
        if (state.tensor(input).isPresent()) {
            state.putTensor(node.output(), state.tensor(input).get());
        } else if (state.find(input).isPresent()) {
            state.alias(node, state.value(node, 0), state.value(node, 0).logical());
        } else {
            state.putSizes(node.output(), state.sizes(node, 0));
        }
    }

    private void dropout(OnnxNode node) {
        if (node.outputs().stream().skip(1).anyMatch(state::isRead)) {
            throw new ImportRefusal("its mask is used", "export the model in evaluation mode: model.eval()");
        }
        if (node.input(2).isPresent()
                && state.tensor(node.requiredInput(2)).stream().noneMatch(ConstantNode::isFalse)) {
            throw new ImportRefusal("it is in training mode", "export the model in evaluation mode: model.eval()");
        }
        ImportedValue value = state.value(node, 0);
        state.alias(node, value, value.logical());
    }

    private Optional<ImportedModel> finish(Shape input) {
        Optional<ImportedValue> result = state.find(file.outputName());
        if (result.isEmpty()) {
            problems.add(new ImportProblem(
                    "output " + file.outputName(), "", "no node computes it from the image", "check the file"));
            return Optional.empty();
        }
        if (result.get().isReordered()) {
            problems.add(new ImportProblem(
                    "output " + file.outputName(),
                    "",
                    "its elements are in the order height, width, channels",
                    "end the network with its logits [N, classes]"));
            return Optional.empty();
        }
        String last = state.inShape(result.get(), new Shape(result.get().logical()));
        List<Node> nodes = upTo(last);
        Set<String> names = new HashSet<>();
        Set<String> constants = new HashSet<>();
        for (Node node : nodes) {
            names.add(node.name());
            constants.addAll(node.constants());
        }
        Map<String, FloatTensor> kept = state.constants();
        kept.keySet().retainAll(constants);
        Map<String, String> originals = state.originalNames();
        originals.keySet().retainAll(names);
        try {
            ModelGraph graph =
                    new ModelGraph(file.graphName(), file.inputName(), input, nodes, kept, file.outputName());
            names.add(file.inputName());
            Optional<StoredQuantization> stored = quantization.found(names, file.outputName(), notes);
            return Optional.of(new ImportedModel(graph, notes, originals, stored));
        } catch (IllegalArgumentException | ArithmeticException fault) {
            problems.add(new ImportProblem("graph", "", String.valueOf(fault.getMessage()), "check the file"));
            return Optional.empty();
        }
    }

    /** The nodes that the last one needs, in order. */
    private List<Node> upTo(String last) {
        List<Node> all = new ArrayList<>(state.nodes().values());
        Set<String> needed = new HashSet<>(Set.of(last));
        List<Node> kept = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (needed.contains(all.get(i).name())) {
                needed.addAll(all.get(i).dataInputs());
                kept.add(all.get(i));
            }
        }
        Collections.reverse(kept);
        return kept;
    }
}
