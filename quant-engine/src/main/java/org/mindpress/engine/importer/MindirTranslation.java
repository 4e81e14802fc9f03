package org.mindpress.engine.importer;

import static org.mindpress.engine.onnx.OnnxAttributes.integer;
import static org.mindpress.engine.onnx.OnnxAttributes.number;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.mindir.ElementType;
import org.mindpress.engine.mindir.MindirInput;
import org.mindpress.engine.mindir.MindirModel;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.MindirOutput;
import org.mindpress.engine.mindir.MindirValue;
import org.mindpress.engine.mindir.MindirValues;
import org.mindpress.engine.mindir.Operand;
import org.mindpress.engine.mindir.TensorData;
import org.mindpress.engine.onnx.OnnxReader;

/** Translates one MindIR file node by node; problems keep the file's names of nodes and operators. Not thread-safe. */
final class MindirTranslation {
    private static final int MOST_PROBLEMS = 1_000;
    private static final String AGAIN = "export the model again, in evaluation mode: net.set_train(False)";

    /** Suffixes of MindSpore's batch norm, and those by which a layer is named after its weight. */
    private static final Map<String, String> SUFFIXES = Map.of(
            ".gamma", ".weight", ".beta", ".bias", ".moving_mean", ".running_mean", ".moving_variance", ".running_var");

    private final String fileName;
    private final MindirModel model;
    private final MindirOperators operators = new MindirOperators(this);
    private final ScopeNames scopes = new ScopeNames();
    private final List<ImportProblem> problems = new ArrayList<>();
    private final Map<String, MindirNode> origins = new LinkedHashMap<>();
    private final Map<String, String> values = new HashMap<>();
    // by identity: nodes that share a tensor share its constant
    private final IdentityHashMap<TensorData, Map<List<Integer>, String>> constants = new IdentityHashMap<>();
    private final TranslatedGraph graph;
    private final MindirInput input;
    private String current = "";

    MindirTranslation(String fileName, MindirModel model) {
        this.fileName = fileName;
        this.model = model;
        this.input = imageInput();
        List<Integer> shape = input.type().shape();
        this.graph = new TranslatedGraph("mindir", input.name(), shape.get(1), shape.get(2), shape.get(3));
    }

    private MindirInput imageInput() {
        List<MindirInput> inputs = model.inputs();
        String found = "inputs "
                + inputs.stream().map(each -> each.name() + " " + each.type()).toList();
        boolean one = inputs.size() == 1
                && inputs.get(0).type().elementType() == ElementType.FLOAT32
                && inputs.get(0).type().shape().size() == 4
                && inputs.get(0).type().shape().stream().skip(1).allMatch(size -> size > 0);
        if (!one) {
            throw new ModelImportException(
                    fileName,
                    List.of(new ImportProblem(
                            "file",
                            "",
                            found
                                    + ", expected one float32 image [N, channels, height, width] with fixed sizes after N",
                            "export the classifier alone with an example image of the size that the device will see")));
        }
        return inputs.get(0);
    }

    /** The file as an ONNX graph; what the lowering would refuse is still in it. */
    Translation translation() {
        for (MindirNode node : model.nodes()) {
            translate(node);
        }
        int batch = input.type().size(0);
        List<String> notes =
                batch > 0 ? List.of("the batch size was fixed to " + batch + " and is dynamic now") : List.of();
        return new Translation(graph.build(result()), notes);
    }

    ImportedModel read() {
        Translation translation = translation();
        ImportedModel lowered;
        try {
            lowered = OnnxReader.read(fileName, translation.model());
        } catch (ModelImportException refused) {
            refused.problems().stream().filter(this::isNew).map(this::renamed).forEach(problems::add);
            throw new ModelImportException(fileName, problems);
        }
        if (!problems.isEmpty()) {
            throw new ModelImportException(fileName, problems);
        }
        Map<String, String> names = new LinkedHashMap<>();
        lowered.originalNames().forEach((layer, label) -> {
            MindirNode node = origins.get(label);
            names.put(layer, node == null ? label : node.name());
        });
        List<String> notes = new ArrayList<>(translation.notes());
        notes.addAll(lowered.notes());
        return new ImportedModel(lowered.graph(), notes, names);
    }

    private String result() {
        if (model.outputs().size() == 1) {
            MindirOutput output = model.outputs().get(0);
            if (output.source() instanceof Operand.Result computed && computed.output() == 0) {
                return value(computed);
            }
        }
        throw new ModelImportException(
                fileName,
                List.of(new ImportProblem(
                        "file",
                        "",
                        "outputs "
                                + model.outputs().stream()
                                        .map(MindirOutput::name)
                                        .toList() + ", expected one that depends on the image",
                        "export a network that returns the logits alone")));
    }

    private void translate(MindirNode node) {
        current = scopes.of(node);
        origins.put(current, node);
        String made;
        try {
            made = operators.translate(node);
        } catch (IllegalArgumentException refused) {
            problems.add(new ImportProblem(place(node), node.operator(), String.valueOf(refused.getMessage()), AGAIN));
            if (problems.size() >= MOST_PROBLEMS) {
                throw new ModelImportException(fileName, problems);
            }
            made = unsupported(node);
        }
        values.put(node.name(), made);
    }

    /** A node that the lowering refuses, or leaves out of sight where the refusal is known already. */
    String unsupported(MindirNode node) {
        List<String> inputs = new ArrayList<>();
        for (Operand operand : node.inputs()) {
            // what a refused node reads is still looked at, so that all problems come together
            for (Operand each : operand instanceof Operand.Tuple tuple ? tuple.elements() : List.of(operand)) {
                if (each instanceof Operand.Input || (each instanceof Operand.Result result && result.output() == 0)) {
                    inputs.add(value(each));
                }
            }
        }
        return node(MindirOperators.shownAs(node.operator()), inputs);
    }

    private boolean isNew(ImportProblem problem) {
        MindirNode node = origins.get(problem.node());
        return node == null || problems.stream().noneMatch(known -> known.node().equals(place(node)));
    }

    private ImportProblem renamed(ImportProblem problem) {
        MindirNode node = origins.get(problem.node());
        String remedy = problem.remedy().startsWith("check the file") ? AGAIN : problem.remedy();
        return node == null
                ? new ImportProblem(problem.node(), problem.operator(), problem.finding(), remedy)
                : new ImportProblem(place(node), node.operator(), problem.finding(), remedy);
    }

    private static String place(MindirNode node) {
        return node.domain().isEmpty() ? node.name() : node.name() + " (" + node.domain() + ")";
    }

    /** Adds an ONNX node for the MindIR node at hand; returns its value. */
    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        return graph.node(operator, current, inputs, attributes);
    }

    String integers(long... numbers) {
        return graph.integers(current + "/numbers", numbers);
    }

    String scalar(float number) {
        return graph.floats(current + "/number", List.of(), number);
    }

    /** The image batch size that the file fixes; 0 when it leaves it open. */
    int fixedBatch() {
        return Math.max(input.type().size(0), 0);
    }

    /** The node that computes an operand; the same node when it is a graph input. */
    MindirNode producer(Operand operand, MindirNode otherwise) {
        return operand instanceof Operand.Result result ? model.node(result.node()) : otherwise;
    }

    boolean onlyReaderIs(MindirNode node, String operator) {
        List<MindirNode> readers = model.consumers(node.name());
        return readers.size() == 1 && readers.get(0).operator().equals(operator);
    }

    /** Name of the ONNX value behind an input of a node. */
    String value(MindirNode node, int position) {
        return value(node.input(position));
    }

    private String value(Operand operand) {
        if (operand instanceof Operand.Input) {
            return input.name();
        }
        if (operand instanceof Operand.Result result) {
            if (result.output() != 0) {
                throw new IllegalArgumentException("result " + result.output() + " of node " + result.node()
                        + " is read, which only training or unpooling needs");
            }
            String value = values.get(result.node());
            if (value == null) {
                throw new IllegalArgumentException("node " + result.node() + " comes later in the file");
            }
            return value;
        }
        return constant(operand, List.of());
    }

    /** A constant of the file as an ONNX constant. */
    String constant(MindirNode node, int position) {
        return constant(node.input(position), List.of());
    }

    /** The same in another shape with the same number of elements. */
    String constant(MindirNode node, int position, List<Integer> shape) {
        return constant(node.input(position), shape);
    }

    private String constant(Operand operand, List<Integer> shape) {
        if (operand instanceof Operand.Constant constant && constant.value() instanceof MindirValue.Real real) {
            return scalar((float) real.value());
        }
        var tensor = model.constantTensor(operand)
                .orElseThrow(
                        () -> new IllegalArgumentException("an input is computed or no tensor, expected a weight"));
        String name = operand instanceof Operand.Parameter parameter ? parameter.name() : current + "/constant";
        if (tensor.type().elementType() != ElementType.FLOAT32) {
            throw new IllegalArgumentException(
                    "weight " + name + " is " + tensor.type().elementType() + ", expected float32");
        }
        List<Integer> dimensions = shape.isEmpty() ? tensor.type().shape() : shape;
        return constants
                .computeIfAbsent(tensor, absent -> new HashMap<>())
                .computeIfAbsent(dimensions, absent -> graph.floats(layerName(name), dimensions, tensor.floats()));
    }

    private static String layerName(String parameter) {
        int dot = parameter.lastIndexOf('.');
        String suffix = dot < 0 ? "" : parameter.substring(dot);
        return SUFFIXES.containsKey(suffix) ? parameter.substring(0, dot) + SUFFIXES.get(suffix) : parameter;
    }

    /** Shape of a weight; refuses what is none. */
    List<Integer> shape(MindirNode node, int position) {
        return model.constantTensor(node.input(position))
                .orElseThrow(
                        () -> new IllegalArgumentException("input " + position + " is computed, expected a weight"))
                .type()
                .shape();
    }

    /** A setting in either dialect; in D2 its input must be there, in D1 an absent attribute means the default. */
    MindirValue setting(MindirNode node, String name, int position, MindirValue otherwise) {
        return node.setting(name, position).orElseGet(() -> {
            if (model.dialect() == MindirModel.Dialect.D2 && position < Integer.MAX_VALUE) {
                throw new IllegalArgumentException("input " + position + " (" + name + ") is missing");
            }
            return otherwise;
        });
    }

    boolean flag(MindirNode node, String name, int position) {
        return MindirValues.flag(setting(node, name, position, new MindirValue.Flag(false)), node.place(name));
    }

    static AttributeProto group(long value) {
        return integer("group", value);
    }

    static AttributeProto epsilon(double value) {
        return number("epsilon", (float) value);
    }
}
