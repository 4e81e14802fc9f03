package org.mindpress.engine.graph;

import java.util.List;

/**
 * One operation. Its single output value carries the node's own name, which in the device form is the layer name
 * ({@code body.1.a.conv}).
 *
 * @param name unique in the graph
 * @param operator what is computed
 * @param inputs names of values (nodes or the graph input), then names of constants, in the operator's order
 * @param attributes of the class the operator asks for
 */
public record Node(String name, Operator operator, List<String> inputs, Attributes attributes) {

    public Node {
        inputs = List.copyOf(inputs);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a node needs a name: operator=" + operator);
        }
    }

    /** The attributes of a convolution; {@link ClassCastException} for any other operator. */
    public Attributes.Convolution convolution() {
        return (Attributes.Convolution) attributes;
    }

    /** The attributes of a pool; {@link ClassCastException} for any other operator. */
    public Attributes.Pool pool() {
        return (Attributes.Pool) attributes;
    }

    /** Names of the value inputs. */
    public List<String> dataInputs() {
        return inputs.subList(0, operator.dataInputs());
    }

    /** Names of the constant inputs. */
    public List<String> constants() {
        return inputs.subList(operator.dataInputs(), inputs.size());
    }

    public Node withInputs(List<String> other) {
        return new Node(name, operator, other, attributes);
    }
}
