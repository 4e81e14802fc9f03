package org.mindpress.engine.reference;

import java.util.List;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.MindirValue;
import org.mindpress.engine.mindir.MindirValues;

/**
 * One execution of a node.
 *
 * @param node the node
 * @param inputs its tensor inputs in order; tuples are flattened, constants that are no numbers are left out
 * @param buffers where results get their arrays
 */
record Call(MindirNode node, List<Tensor> inputs, Buffers buffers) {

    Tensor input(int position) {
        if (position >= inputs.size()) {
            throw fault("input " + position + " is missing");
        }
        return inputs.get(position);
    }

    Tensor.Float32 float32(int position) {
        if (input(position) instanceof Tensor.Float32 tensor) {
            return tensor;
        }
        throw fault("input " + position + " is " + input(position) + ", expected float32");
    }

    MindirValue setting(String name, int position) {
        return node.setting(name, position).orElseThrow(() -> fault("setting " + name + " is missing"));
    }

    long integer(String name, int position) {
        return MindirValues.integer(setting(name, position), node.place(name));
    }

    /** An integer setting with the value that MindSpore takes when a D1 file leaves it out. */
    long integer(String name, int position, long absent) {
        return node.setting(name, position)
                .map(value -> MindirValues.integer(value, node.place(name)))
                .orElse(absent);
    }

    double real(String name, int position) {
        return MindirValues.real(setting(name, position), node.place(name));
    }

    int[] integers(String name, int position) {
        return MindirValues.integers(setting(name, position), node.place(name)).stream()
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    IllegalArgumentException fault(String finding) {
        return new IllegalArgumentException("node " + node.name() + " (" + node.operator() + "): " + finding);
    }
}
