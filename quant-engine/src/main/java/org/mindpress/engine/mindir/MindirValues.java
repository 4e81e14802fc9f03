package org.mindpress.engine.mindir;

import java.util.ArrayList;
import java.util.List;

/** Conversions of values to plain Java numbers that name the place when the type does not fit. */
public final class MindirValues {
    /** Settings are a few numbers; a file may give one of a million to each of its nodes. */
    private static final int MOST_NUMBERS = 1_024;

    private MindirValues() {}

    /** A whole number, a truth value counting as 0 or 1. */
    public static long integer(MindirValue value, String place) {
        if (value instanceof MindirValue.Whole whole) {
            return whole.value();
        }
        if (value instanceof MindirValue.Flag flag) {
            return flag.value() ? 1 : 0;
        }
        if (value instanceof MindirValue.Sequence sequence
                && sequence.elements().size() == 1) {
            return integer(sequence.elements().get(0), place);
        }
        throw new IllegalArgumentException(place + " is no whole number");
    }

    /** A tuple or list of whole numbers, an int64 or int32 tensor, or a single number as a list of one. */
    public static List<Long> integers(MindirValue value, String place) {
        List<Long> numbers = new ArrayList<>();
        long count = value instanceof MindirValue.Sequence sequence
                ? sequence.elements().size()
                : value instanceof MindirValue.Tensor tensor
                        ? tensor.data().type().elements()
                        : 1;
        if (count > MOST_NUMBERS) {
            throw new IllegalArgumentException(place + " has " + count + " numbers, expected at most " + MOST_NUMBERS);
        }
        if (value instanceof MindirValue.Sequence sequence) {
            for (MindirValue element : sequence.elements()) {
                numbers.add(integer(element, place));
            }
        } else if (value instanceof MindirValue.Tensor tensor
                && tensor.data().type().elementType() == ElementType.INT64) {
            for (long number : tensor.data().longs()) {
                numbers.add(number);
            }
        } else {
            numbers.add(integer(value, place));
        }
        return List.copyOf(numbers);
    }

    /** A number of any kind as a double. */
    public static double real(MindirValue value, String place) {
        return value instanceof MindirValue.Real real ? real.value() : integer(value, place);
    }

    /** A truth value, or a whole number that is not 0. */
    public static boolean flag(MindirValue value, String place) {
        return integer(value, place) != 0;
    }
}
