package org.mindpress.engine.mindir;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One operator of a model.
 *
 * @param name unique name in the file
 * @param operator operator, for example {@code Conv2D}
 * @param domain scope name; MindSpore Lite calls the node by it; may be empty
 * @param primitive name of the entry in the primitive table, empty for a bare operator
 * @param inputs resolved inputs in argument order, trailing hyper-parameter constants included
 * @param attributes attributes of primitive (or bare node) in file order, without {@code shape}
 * @param outputs declared types of the results, one for an ordinary operator; empty when the file does not say
 */
public record MindirNode(
        String name,
        String operator,
        String domain,
        String primitive,
        List<Operand> inputs,
        Map<String, MindirValue> attributes,
        List<TensorType> outputs) {

    /** Copies the collections. */
    public MindirNode {
        inputs = List.copyOf(inputs);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        outputs = List.copyOf(outputs);
    }

    /** The input at a position; refuses a missing one, naming the node. */
    public Operand input(int position) {
        if (position >= inputs.size()) {
            throw new IllegalArgumentException("node " + name + " (" + operator + ") has " + inputs.size()
                    + " inputs, input " + position + " is missing");
        }
        return inputs.get(position);
    }

    /** The declared type of the first result; refuses a node whose file does not declare it. */
    public TensorType output() {
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("node " + name + " (" + operator + ") declares no output shape");
        }
        return outputs.get(0);
    }

    /** The layer that a file of ours names in the domain {@code Default/<layer>/<operator>-op<n>}; empty when there is none. */
    public Optional<String> layer() {
        int first = domain.indexOf('/');
        int last = domain.lastIndexOf('/');
        return last > first ? Optional.of(domain.substring(first + 1, last)) : Optional.empty();
    }

    /** An attribute, if the node has it. */
    public Optional<MindirValue> attribute(String attribute) {
        return Optional.ofNullable(attributes.get(attribute));
    }

    /** A hyper-parameter in either dialect: the attribute of that name, else the constant at that input position. */
    public Optional<MindirValue> setting(String attribute, int position) {
        Optional<MindirValue> named = attribute(attribute);
        if (named.isPresent()) {
            return named;
        }
        return position < inputs.size() && inputs.get(position) instanceof Operand.Constant constant
                ? Optional.of(constant.value())
                : Optional.empty();
    }

    /** An integer attribute; refuses a missing one or another type, naming node and attribute. */
    public long integer(String attribute) {
        return MindirValues.integer(require(attribute), place(attribute));
    }

    /** A tuple or list of integers, or a single integer as a list of one; refuses a missing one or another type. */
    public List<Long> integers(String attribute) {
        return MindirValues.integers(require(attribute), place(attribute));
    }

    /** A text attribute; refuses a missing one or another type. */
    public String text(String attribute) {
        if (require(attribute) instanceof MindirValue.Text text) {
            return text.value();
        }
        throw new IllegalArgumentException(place(attribute) + " is no text");
    }

    private MindirValue require(String attribute) {
        return attribute(attribute).orElseThrow(() -> new IllegalArgumentException(place(attribute) + " is missing"));
    }

    /** How messages name one attribute of this node. */
    public String place(String attribute) {
        return "node " + name + " (" + operator + "): attribute " + attribute;
    }
}
