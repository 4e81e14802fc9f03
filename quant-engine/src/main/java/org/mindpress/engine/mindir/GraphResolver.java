package org.mindpress.engine.mindir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.mindir.proto.MindIr.AttributeProto;
import org.mindpress.engine.mindir.proto.MindIr.GraphProto;
import org.mindpress.engine.mindir.proto.MindIr.ModelProto;
import org.mindpress.engine.mindir.proto.MindIr.NodeProto;
import org.mindpress.engine.mindir.proto.MindIr.PrimitiveProto;
import org.mindpress.engine.mindir.proto.MindIr.TensorProto;
import org.mindpress.engine.mindir.proto.MindIr.ValueInfoProto;

/**
 * Walks the graph of one file in order and gives every name a meaning. Bookkeeping nodes (Load, Depend, UpdateState, MakeTuple,
 * TupleGetItem) disappear: their names map to what they stand for. Problems are collected, reading goes on.
 */
final class GraphResolver {
    private static final String REFERENCE = "REF::";
    private static final Operand MONAD = new Operand.Constant(new MindirValue.Opaque("UMONAD"));
    private static final Operand UNKNOWN = new Operand.Constant(new MindirValue.Opaque("unknown"));
    private static final int LONGEST_OPERATOR = 256;
    private static final int LONGEST_TUPLE = 256;
    private static final String DAMAGED = "the file is damaged or was cut: copy or export it again";

    private final ProblemList problems;
    private final ValueDecoder decoder;
    private final Map<String, PrimitiveProto> primitives = new HashMap<>();
    private final Map<String, Map<String, MindirValue>> decoded = new HashMap<>();
    private final Map<String, Operand> names = new HashMap<>();
    private final List<MindirInput> inputs = new ArrayList<>();
    private final Map<String, MindirParameter> parameters = new LinkedHashMap<>();
    private final Map<String, MindirNode> nodes = new LinkedHashMap<>();
    private final List<MindirOutput> outputs = new ArrayList<>();
    private final Map<String, Integer> readers = new HashMap<>();

    GraphResolver(ProblemList problems, CompanionFiles external) {
        this.problems = problems;
        this.decoder = new ValueDecoder(problems, external);
    }

    MindirModel resolve(ModelProto model) {
        for (PrimitiveProto primitive : model.getPrimitivesList()) {
            if (primitives.put(primitive.getName(), primitive) != null) {
                duplicate("primitive " + primitive.getName());
            }
            if (primitive.getOpType().length() > LONGEST_OPERATOR) {
                problems.add(
                        "primitive " + primitive.getName(),
                        "has an operator of " + primitive.getOpType().length() + " characters, expected at most "
                                + LONGEST_OPERATOR,
                        DAMAGED);
                problems.refuseIfAny();
            }
        }
        GraphProto graph = model.getGraph();
        graph.getInputList().forEach(this::input);
        graph.getParameterList().forEach(this::parameter);
        graph.getNodeList().forEach(node -> node.getInputList().forEach(name -> readers.merge(name, 1, Integer::sum)));
        graph.getNodeList().forEach(this::node);
        graph.getOutputList().forEach(this::output);
        if (outputs.isEmpty()) {
            problems.add("graph " + graph.getName(), "has no output", DAMAGED);
        }
        problems.refuseIfAny();
        return new MindirModel(
                model.getMindIrVersion(),
                model.getProducerName(),
                model.getUserInfoMap(),
                inputs,
                List.copyOf(parameters.values()),
                new Reachability(nodes, outputs).nodes(),
                outputs);
    }

    private void input(ValueInfoProto input) {
        String place = "input " + input.getName();
        if (input.getTensorCount() == 0 || !input.getTensor(0).hasDataType()) {
            problems.add(place, "has no tensor with a data type", "export with typed tensor inputs");
            return;
        }
        String name = visible(input.getName());
        decoder.type(input.getTensor(0), place).ifPresent(type -> inputs.add(new MindirInput(name, type)));
        define(input.getName(), new Operand.Input(name));
    }

    private void parameter(TensorProto tensor) {
        String name = visible(tensor.getName());
        Optional<TensorData> data = decoder.tensor(tensor, "parameter " + tensor.getName());
        if (data.isPresent() && parameters.put(name, new MindirParameter(name, data.get())) != null) {
            duplicate("parameter " + name);
        }
        define(tensor.getName(), new Operand.Parameter(name, false));
    }

    private void node(NodeProto node) {
        if (node.getOutputCount() != 1) {
            problems.add(
                    "node " + node.getName(),
                    "names " + node.getOutputCount() + " outputs, expected exactly 1",
                    DAMAGED);
            return;
        }
        String name = node.getOutput(0);
        if (node.getOpType().equals("Constant")) {
            define(name, constant(node, name));
            return;
        }
        if (node.getOpType().startsWith(REFERENCE)) {
            String target = node.getOpType().substring(REFERENCE.length());
            PrimitiveProto primitive = primitives.get(target);
            if (primitive == null) {
                problems.add(
                        "node " + name,
                        "refers to '" + target + "', which is no entry of the primitive table",
                        "control flow is not supported; otherwise " + DAMAGED);
                define(name, UNKNOWN);
                return;
            }
            call(node, name, primitive.getOpType(), target, primitive.getAttributeList());
        } else {
            call(node, name, node.getOpType(), "", node.getAttributeList());
        }
    }

    private Operand constant(NodeProto node, String name) {
        if (node.getAttributeCount() == 0) {
            problems.add("constant " + name, "has no value", DAMAGED);
            return UNKNOWN;
        }
        return new Operand.Constant(decoder.value(node.getAttribute(0), "constant " + name));
    }

    private void call(
            NodeProto node, String name, String operator, String primitive, List<AttributeProto> attributeProtos) {
        String place = "node " + name + " (" + operator + ")";
        List<Operand> operands = new ArrayList<>();
        for (String input : node.getInputList()) {
            Operand operand = names.get(input);
            if (operand == null) {
                problems.add(place, "reads '" + input + "', which is unknown or comes later in the file", DAMAGED);
                operand = UNKNOWN;
            }
            operands.add(operand);
        }
        Optional<Operand> meaning = bookkeeping(operator, name, operands, place);
        if (meaning.isPresent()) {
            define(name, meaning.get());
            return;
        }
        for (Operand operand : operands) {
            if (operand instanceof Operand.Tuple tuple && tuple.elements().size() > LONGEST_TUPLE) {
                problems.add(
                        place,
                        "reads a tuple of " + tuple.elements().size() + " tensors, expected at most " + LONGEST_TUPLE,
                        "split the operator into several");
                define(name, UNKNOWN);
                return;
            }
        }
        // the calls of a primitive share its attributes, which may be tensors
        Map<String, MindirValue> attributes = primitive.isEmpty()
                ? attributes(attributeProtos, place)
                : decoded.computeIfAbsent(primitive, absent -> attributes(attributeProtos, place));
        List<TensorType> types = node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("shape"))
                .findFirst()
                .map(shape -> decoder.abstracts(shape, place + ": attribute shape"))
                .orElse(List.of());
        if (nodes.put(name, new MindirNode(name, operator, node.getDomain(), primitive, operands, attributes, types))
                == null) {
            define(name, new Operand.Result(name, 0));
        } else {
            duplicate("node " + name);
        }
    }

    private Map<String, MindirValue> attributes(List<AttributeProto> attributeProtos, String place) {
        Map<String, MindirValue> attributes = new LinkedHashMap<>();
        for (AttributeProto attribute : attributeProtos) {
            if (!attribute.getName().equals("shape")) {
                attributes.put(
                        attribute.getName(), decoder.value(attribute, place + ": attribute " + attribute.getName()));
            }
        }
        return attributes;
    }

    private Optional<Operand> bookkeeping(String operator, String name, List<Operand> operands, String place) {
        return switch (operator) {
            case "Load" -> Optional.of(operands.isEmpty() ? missingInput(place) : loaded(name, operands.get(0)));
            case "Depend" -> Optional.of(operands.isEmpty() ? missingInput(place) : operands.get(0));
            case "UpdateState" -> Optional.of(MONAD);
            case "MakeTuple" -> Optional.of(tuple(operands, place));
            case "TupleGetItem" -> Optional.of(item(operands, place));
            default -> Optional.empty();
        };
    }

    private Operand loaded(String load, Operand operand) {
        return operand instanceof Operand.Parameter parameter
                ? new Operand.Parameter(parameter.name(), readers.getOrDefault(load, 0) > 1)
                : operand;
    }

    private Operand tuple(List<Operand> operands, String place) {
        if (operands.stream().anyMatch(Operand.Tuple.class::isInstance)) {
            problems.add(place, "nests tuples", "only flat tuples are supported: export an inference graph");
            return UNKNOWN;
        }
        return new Operand.Tuple(operands);
    }

    private Operand item(List<Operand> operands, String place) {
        if (operands.size() != 2
                || !(operands.get(1) instanceof Operand.Constant constant)
                || !(constant.value() instanceof MindirValue.Whole index)) {
            problems.add(place, "needs a tuple and an int64 constant", DAMAGED);
            return UNKNOWN;
        }
        Operand source = operands.get(0);
        int limit = Integer.MAX_VALUE;
        if (source instanceof Operand.Tuple tuple) {
            limit = tuple.elements().size();
        } else if (source instanceof Operand.Result result) {
            MindirNode node = nodes.get(result.node());
            limit = node == null || node.outputs().isEmpty()
                    ? limit
                    : node.outputs().size();
        }
        if (index.value() < 0 || index.value() >= limit) {
            problems.add(place, "asks for element " + index.value() + " of " + limit, DAMAGED);
            return UNKNOWN;
        }
        if (source instanceof Operand.Tuple tuple) {
            return tuple.elements().get((int) index.value());
        }
        return source instanceof Operand.Result result
                ? new Operand.Result(result.node(), (int) index.value())
                : source;
    }

    private void output(ValueInfoProto output) {
        Operand source = names.get(output.getName());
        if (source == null || source instanceof Operand.Tuple || source == UNKNOWN) {
            problems.add("output " + output.getName(), "names no tensor of the graph", DAMAGED);
            return;
        }
        Optional<TensorType> type = output.getTensorCount() == 0
                ? Optional.empty()
                : decoder.type(output.getTensor(0), "output " + output.getName());
        outputs.add(new MindirOutput(output.getName(), source, type));
    }

    private void define(String name, Operand operand) {
        if (names.put(name, operand) != null) {
            duplicate(name);
        }
    }

    private void duplicate(String name) {
        problems.add(name, "is defined twice", "all names of a file must be unique: rename one of the two");
    }

    private Operand missingInput(String place) {
        problems.add(place, "has no input", DAMAGED);
        return UNKNOWN;
    }

    private static String visible(String name) {
        return name.substring(name.indexOf(':') + 1);
    }
}
