package org.mindpress.engine.integer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mindpress.engine.mindir.ElementType;
import org.mindpress.engine.mindir.FloatIsland;
import org.mindpress.engine.mindir.MalformedModelException;
import org.mindpress.engine.mindir.MindirInput;
import org.mindpress.engine.mindir.MindirModel;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.ModelProblem;
import org.mindpress.engine.mindir.Operand;
import org.mindpress.engine.mindir.QuantizationMarker;
import org.mindpress.engine.mindir.TensorType;
import org.mindpress.engine.quant.QuantizationParameters;

/**
 * Turns a deployment file into an executable graph as MindSpore Lite's converter would: markers become parameters of tensors,
 * chains of nodes become kernels. What the converter would refuse, or silently leave in float, is refused here; all such nodes are
 * reported together. A node that only suffers from an earlier refusal is passed over.
 */
final class GraphAssembler {
    private static final int MAP_RANK = 4;
    private static final int MATRIX_RANK = 2;
    private static final List<String> SUPPORTED = List.of(
            "Conv2D",
            "BiasAdd",
            "ReLU",
            "ReLU6",
            "Add",
            "MaxPool",
            "AvgPool",
            "Pad",
            "Reshape",
            "MatMul",
            "ReduceMean",
            "Softmax");

    private final String fileName;
    private final MindirModel model;
    private final IntegerOptions options;
    private final WeightReader weights;
    private final ConvolutionAssembly convolutions;
    private final List<ModelProblem> problems = new ArrayList<>();
    private final LayerNames names = new LayerNames();
    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Map<String, QuantizationParameters> inputParameters = new HashMap<>();
    private final Set<String> fused = new HashSet<>();
    private final List<Step> steps = new ArrayList<>();

    GraphAssembler(String fileName, MindirModel model, IntegerOptions options) {
        this.fileName = fileName;
        this.model = model;
        this.options = options;
        this.weights = new WeightReader(model);
        this.convolutions = new ConvolutionAssembly(weights, new AgreedKernels(options.kernels()));
    }

    ExecutableGraph assemble() {
        if (model.dialect() != MindirModel.Dialect.D1) {
            problem(
                    "file",
                    "has mind_ir_version " + model.version() + " and is no deployment file",
                    "give the deployment MindIR (dialect D1, version 0 or 1), not the one for verification");
        }
        model.inputs().forEach(this::checkInput);
        refuseIfAny();
        MapAssembly maps = new MapAssembly(model, weights, options.form(), fileBatch());
        for (MindirNode node : model.nodes()) {
            try {
                assemble(node, maps);
            } catch (NodeRefusal refusal) {
                problem(place(node), refusal.finding(), refusal.remedy());
            } catch (IllegalArgumentException | ArithmeticException malformed) {
                problem(place(node), String.valueOf(malformed.getMessage()), "export the graph again");
            }
        }
        checkOutput();
        refuseIfAny();
        return graph(fileBatch());
    }

    private int fileBatch() {
        return model.inputs().get(0).type().size(0);
    }

    private void checkInput(MindirInput input) {
        TensorType type = input.type();
        boolean sized = type.shape().stream().allMatch(size -> size > 0);
        int rank = type.shape().size();
        if (type.elementType() != ElementType.FLOAT32 || !sized || (rank != MAP_RANK && rank != MATRIX_RANK)) {
            problem(
                    "input " + input.name(),
                    "is " + type + ", expected float32 [N,C,H,W] or [N,K] with every size known",
                    "export the deployment file with static shapes");
        } else if (type.size(0) != model.inputs().get(0).type().size(0)) {
            problem("input " + input.name(), "has another batch than the first input", "give all inputs one batch");
        }
    }

    private void assemble(MindirNode node, MapAssembly maps) {
        if (fused.contains(node.name())) {
            return;
        }
        if (QuantizationMarker.isMarker(node)) {
            marker(node);
            return;
        }
        if (FloatIsland.isBarrier(model, node) || FloatIsland.isRounding(model, node)) {
            tensor(node.input(0)).ifPresent(tensor -> tensors.put(node.name(), tensor));
            return;
        }
        NodeGroup group = Set.of("Conv2D", "Add").contains(node.operator())
                ? NodeGroup.fused(model, node)
                : NodeGroup.single(model, node);
        group.nodes().forEach(member -> fused.add(member.name()));
        if (!SUPPORTED.contains(node.operator())) {
            throw new NodeRefusal(
                    "the operator cannot run in int8 (rule L24); supported are " + String.join(", ", SUPPORTED),
                    node.operator().equals("Flatten")
                            ? "write Flatten as Reshape (rule L09)"
                            : "replace it before export");
        }
        List<Tensor> inputs = new ArrayList<>();
        for (Operand operand : node.inputs()) {
            if (operand instanceof Operand.Input
                    || (operand instanceof Operand.Result && !weights.isConstant(operand))) {
                Optional<Tensor> tensor = tensor(operand);
                if (tensor.isEmpty()) {
                    return; // its producer was refused
                }
                inputs.add(tensor.get());
            }
        }
        build(group, inputs, maps);
    }

    private void build(NodeGroup group, List<Tensor> inputs, MapAssembly maps) {
        MindirNode node = group.first();
        String operator = node.operator();
        int expected = operator.equals("Add") ? 2 : 1;
        if (inputs.size() != expected) {
            throw new NodeRefusal(
                    "reads " + inputs.size() + " activations, expected " + expected,
                    "constants are allowed as weight, bias, shape or axes only");
        }
        Tensor input = inputs.get(0);
        if (operator.equals("Softmax")) {
            closingSoftmax(node, input);
            return;
        }
        Assembled assembled = switch (operator) {
            case "Conv2D" ->
                FloatIsland.isConvolution(model, node)
                        ? convolutions.floatIsland(group, input, options, fileBatch())
                        : convolutions.convolution(group, input);
            case "MatMul" -> convolutions.matMul(group, input);
            case "Add" -> maps.add(group, input, inputs.get(1));
            case "BiasAdd" -> maps.biasAdd(group, input);
            case "MaxPool", "AvgPool" -> maps.pool(group, input);
            case "Pad" -> maps.pad(group, input);
            case "ReduceMean" -> maps.reduceMean(group, input);
            case "ReLU", "ReLU6" -> maps.activation(group, input);
            case "Reshape" -> maps.reshape(group, input);
            default -> throw new IllegalStateException("operator without a builder: " + operator);
        };
        IntegerLayer layer = new IntegerLayer(
                isInsideALayer(node) ? names.inner(node) : names.name(node, assembled.weight()),
                node.name(),
                group.operators(),
                assembled.dimensions(),
                assembled.parameters());
        steps.add(new Step(
                layer, assembled.operation(), inputs.stream().map(Tensor::slot).toList()));
        int slot = model.inputs().size() + steps.size() - 1;
        tensors.put(
                group.last().name(), new Tensor(slot, assembled.shape(), assembled.parameters(), assembled.origin()));
    }

    /** Whether this is the Pad that a padded pool begins with: the layer's name belongs to the pool's result. */
    private boolean isInsideALayer(MindirNode node) {
        return node.operator().equals("Pad")
                && node.layer().isPresent()
                && model.consumers(node.name()).stream()
                        .anyMatch(user -> user.layer().equals(node.layer()) && !QuantizationMarker.isMarker(user));
    }

    private void marker(MindirNode node) {
        Operand source = node.input(0);
        if (source instanceof Operand.Input input) {
            QuantizationParameters parameters = NodeGroup.parameters(node);
            QuantizationParameters known = inputParameters.putIfAbsent(input.name(), parameters);
            if (known != null && !known.equals(parameters)) {
                throw new NodeRefusal(
                        "graph input " + input.name() + " has markers with " + known + " and " + parameters,
                        "give the input one marker and hang all consumers on it");
            }
            tensors.put(node.name(), inputTensor(input.name(), parameters));
        } else if (source instanceof Operand.Result result) {
            if (QuantizationMarker.isMarker(model.node(result.node()))) {
                throw new NodeRefusal("stands behind another FakeQuantParam (rule L02)", "remove one of the two");
            }
            Tensor tensor = tensors.get(result.node());
            if (tensor != null) {
                tensors.put(node.name(), tensor);
            }
        }
    }

    private Tensor inputTensor(String name, QuantizationParameters parameters) {
        for (int slot = 0; slot < model.inputs().size(); slot++) {
            MindirInput input = model.inputs().get(slot);
            if (input.name().equals(name)) {
                return new Tensor(slot, shape(input), parameters, Tensor.Origin.OTHER);
            }
        }
        throw new IllegalStateException("no graph input is called " + name);
    }

    private static MapShape shape(MindirInput input) {
        TensorType type = input.type();
        return type.shape().size() == MAP_RANK
                ? new MapShape(type.size(1), type.size(2), type.size(3))
                : new MapShape(type.size(1), 1, 1);
    }

    /** The tensor a node reads; empty when its producer was refused. */
    private Optional<Tensor> tensor(Operand operand) {
        if (operand instanceof Operand.Result result) {
            Tensor tensor = tensors.get(result.node());
            if (tensor != null && tensor.origin() == Tensor.Origin.CLOSED) {
                throw new NodeRefusal("stands behind Softmax (rule L11)", "let Softmax be the last node");
            }
            return Optional.ofNullable(tensor);
        }
        throw new NodeRefusal(
                "reads the graph input without a FakeQuantParam: the converter would silently leave the node in float",
                "put a marker with scale and zero point on the graph input");
    }

    private void closingSoftmax(MindirNode node, Tensor input) {
        tensors.put(node.name(), new Tensor(input.slot(), input.shape(), input.parameters(), Tensor.Origin.CLOSED));
    }

    private void checkOutput() {
        if (model.outputs().size() != 1) {
            problem("file", "has " + model.outputs().size() + " outputs, expected 1", "export one output");
            return;
        }
        if (!(model.output().source() instanceof Operand.Result result)) {
            problem("output " + model.output().name(), "is no result of a node", "export a network");
            return;
        }
        MindirNode last = model.node(result.node());
        while (QuantizationMarker.isMarker(last) || last.operator().equals("Softmax")) {
            if (!(last.input(0) instanceof Operand.Result before)) {
                problem("output " + model.output().name(), "is a graph input", "export a network");
                return;
            }
            last = model.node(before.node());
        }
        if (!last.operator().equals("Reshape")) {
            problem(
                    place(last),
                    "is the last node: the converter would silently leave it in float (rule L08)",
                    "end the graph with a marker, then Reshape");
        }
    }

    private ExecutableGraph graph(int fileBatch) {
        List<IntegerInput> inputs = new ArrayList<>();
        List<InputCast> casts = new ArrayList<>();
        for (MindirInput input : model.inputs()) {
            QuantizationParameters parameters = inputParameters.get(input.name());
            if (parameters == null) {
                problem("input " + input.name(), "is not used", "export a graph that uses all its inputs");
                continue;
            }
            List<Integer> shape =
                    input.type().shape().subList(1, input.type().shape().size());
            inputs.add(new IntegerInput(input.name(), shape, parameters));
            casts.add(new InputCast(shape(input), fileBatch, parameters, options.separateInputTail()));
        }
        refuseIfAny();
        return new ExecutableGraph(fileBatch, inputs, casts, steps);
    }

    private static String place(MindirNode node) {
        return "node " + node.name() + " (" + node.operator() + ")";
    }

    private void problem(String place, String finding, String remedy) {
        problems.add(new ModelProblem(place, finding, remedy));
    }

    private void refuseIfAny() {
        if (!problems.isEmpty()) {
            throw new MalformedModelException(fileName, problems);
        }
    }
}
