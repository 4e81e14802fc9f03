package org.mindpress.engine.mindir;

import java.util.List;

/** What a node reads, after Load, Depend, TupleGetItem and MakeTuple have been looked through. */
public sealed interface Operand {

    /** A graph input, by visible name. */
    record Input(String name) implements Operand {}

    /**
     * A parameter, by visible name.
     *
     * @param name the visible name
     * @param loaded whether it is read through a Load node that something else reads as well
     */
    record Parameter(String name, boolean loaded) implements Operand {}

    /**
     * A result of an earlier node.
     *
     * @param node the node's name in the file
     * @param output which of its results, from 0
     */
    record Result(String node, int output) implements Operand {}

    /** A constant. */
    record Constant(MindirValue value) implements Operand {}

    /** Several operands as one, as Concat takes them; never nested. */
    record Tuple(List<Operand> elements) implements Operand {
        /** Copies the elements. */
        public Tuple {
            elements = List.copyOf(elements);
        }
    }
}
