package org.mindpress.engine.mindir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A MindIR file of either dialect, normalised and immutable: bookkeeping nodes are gone, every input of a node is resolved. */
public final class MindirModel {
    /** The two ways in which files carry hyper-parameters. */
    public enum Dialect {
        /** Versions 0 and 1: attributes of the primitive. MindSpore Lite up to 2.2 reads only this one. */
        D1,
        /** Versions 2 and 3: trailing constant inputs. */
        D2
    }

    private final long version;
    private final String producer;
    private final Map<String, String> userInfo;
    private final List<MindirInput> inputs;
    private final Map<String, MindirParameter> parameters;
    private final Map<String, MindirNode> nodes;
    private final List<MindirOutput> outputs;
    private final Map<String, List<MindirNode>> consumers;

    MindirModel(
            long version,
            String producer,
            Map<String, String> userInfo,
            List<MindirInput> inputs,
            List<MindirParameter> parameters,
            List<MindirNode> nodes,
            List<MindirOutput> outputs) {
        this.version = version;
        this.producer = producer;
        this.userInfo = new TreeMap<>(userInfo);
        this.inputs = List.copyOf(inputs);
        this.parameters = new LinkedHashMap<>();
        parameters.forEach(parameter -> this.parameters.put(parameter.name(), parameter));
        this.nodes = new LinkedHashMap<>();
        nodes.forEach(node -> this.nodes.put(node.name(), node));
        this.outputs = List.copyOf(outputs);
        this.consumers = new HashMap<>();
        for (MindirNode node : nodes) {
            node.inputs().forEach(operand -> addConsumer(operand, node));
        }
    }

    private void addConsumer(Operand operand, MindirNode node) {
        if (operand instanceof Operand.Result result) {
            consumers.computeIfAbsent(result.node(), key -> new ArrayList<>()).add(node);
        } else if (operand instanceof Operand.Tuple tuple) {
            tuple.elements().forEach(element -> addConsumer(element, node));
        }
    }

    /** The number in {@code mind_ir_version}, 0 when absent. */
    public long version() {
        return version;
    }

    /** Which dialect the version number announces. */
    public Dialect dialect() {
        return version <= 1 ? Dialect.D1 : Dialect.D2;
    }

    /** The producer's name, empty when absent. */
    public String producer() {
        return producer;
    }

    /** Free key/value pairs, sorted by key. */
    public Map<String, String> userInfo() {
        return java.util.Collections.unmodifiableMap(userInfo);
    }

    /** Graph inputs in call order. */
    public List<MindirInput> inputs() {
        return inputs;
    }

    /** Parameters in file order. */
    public List<MindirParameter> parameters() {
        return List.copyOf(parameters.values());
    }

    /** The parameter of that visible name. */
    public Optional<MindirParameter> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** Operators that the outputs depend on, producers first. */
    public List<MindirNode> nodes() {
        return List.copyOf(nodes.values());
    }

    /** The node of that name; refuses an unknown one. */
    public MindirNode node(String name) {
        MindirNode node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no node is called " + name);
        }
        return node;
    }

    /** The nodes that read any result of a node, in file order; a node that reads it twice appears twice. */
    public List<MindirNode> consumers(String node) {
        return List.copyOf(consumers.getOrDefault(node, List.of()));
    }

    /** The results of the graph. */
    public List<MindirOutput> outputs() {
        return outputs;
    }

    /** The one result; refuses a graph with several. */
    public MindirOutput output() {
        if (outputs.size() != 1) {
            throw new IllegalArgumentException("the graph has " + outputs.size() + " outputs, expected 1");
        }
        return outputs.get(0);
    }

    /** The tensor behind an operand when it is a parameter or a constant tensor. */
    public Optional<TensorData> constantTensor(Operand operand) {
        if (operand instanceof Operand.Parameter parameter) {
            return parameter(parameter.name()).map(MindirParameter::data);
        }
        return operand instanceof Operand.Constant constant && constant.value() instanceof MindirValue.Tensor tensor
                ? Optional.of(tensor.data())
                : Optional.empty();
    }
}
