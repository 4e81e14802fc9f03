package org.mindpress.engine.mindir;

import java.util.List;

/** A constant or an attribute of a MindIR file: the cases that the format knows, independent of how a value is encoded. */
public sealed interface MindirValue {

    /** A whole number, with the width that the file gives it (a plain integer is int64). */
    record Whole(long value, ElementType type) implements MindirValue {
        /** A plain integer. */
        public Whole(long value) {
            this(value, ElementType.INT64);
        }
    }

    /** A truth value. */
    record Flag(boolean value) implements MindirValue {}

    /** A floating-point number: float32 widened, or float64. */
    record Real(double value, ElementType type) implements MindirValue {
        /** A float32 number. */
        public Real(float value) {
            this(value, ElementType.FLOAT32);
        }
    }

    /** A text. */
    record Text(String value) implements MindirValue {}

    /**
     * A tuple or a list.
     *
     * @param elements the elements in order
     * @param list whether the file says LIST rather than TUPLE
     */
    record Sequence(List<MindirValue> elements, boolean list) implements MindirValue {
        /** Copies the elements. */
        public Sequence {
            elements = List.copyOf(elements);
        }

        /** A tuple of plain integers. */
        public static Sequence tuple(long... values) {
            return new Sequence(
                    java.util.Arrays.stream(values)
                            .<MindirValue>mapToObj(Whole::new)
                            .toList(),
                    false);
        }
    }

    /** A constant tensor. */
    record Tensor(TensorData data) implements MindirValue {}

    /** An element type as a value, as old files give it to Cast. */
    record Type(ElementType type) implements MindirValue {}

    /** A value that no operator of ours reads: none, a monad, a dictionary. */
    record Opaque(String kind) implements MindirValue {}
}
