package org.mindpress.engine.evaluate;

import java.util.OptionalLong;

/**
 * How many int8 values of two computations of the same thing differ. Parity holds when none does; no statistics are needed.
 *
 * @param compared values compared
 * @param differing values that differ
 * @param largestDifference largest difference of two codes, 0..255
 * @param firstDifference index of the first value that differs, in the order compared; empty when none does
 */
public record ParityCount(long compared, long differing, int largestDifference, OptionalLong firstDifference) {

    /** Nothing compared yet. */
    public static final ParityCount NONE = new ParityCount(0, 0, 0, OptionalLong.empty());

    /** Checks that the counts fit together. */
    public ParityCount {
        boolean differs = differing > 0;
        if (compared < 0
                || differing < 0
                || differing > compared
                || differs != firstDifference.isPresent()
                || differs != (largestDifference > 0)) {
            throw new IllegalArgumentException("no parity count: compared=" + compared + ", differing=" + differing
                    + ", largestDifference=" + largestDifference + ", firstDifference=" + firstDifference);
        }
    }

    /** Compares two tensors value by value; IllegalArgumentException when they differ in length. */
    public static ParityCount of(byte[] expected, byte[] actual) {
        if (expected.length != actual.length) {
            throw new IllegalArgumentException("tensors of different sizes cannot be compared: " + expected.length
                    + " and " + actual.length + " values");
        }
        long differing = 0;
        int largest = 0;
        OptionalLong first = OptionalLong.empty();
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != actual[i]) {
                differing++;
                largest = Math.max(largest, Math.abs(expected[i] - actual[i]));
                if (first.isEmpty()) {
                    first = OptionalLong.of(i);
                }
            }
        }
        return new ParityCount(expected.length, differing, largest, first);
    }

    /** This count followed by another one: indices of the other start where this ends. */
    public ParityCount plus(ParityCount next) {
        OptionalLong first = firstDifference;
        if (first.isEmpty() && next.firstDifference.isPresent()) {
            first = OptionalLong.of(compared + next.firstDifference.getAsLong());
        }
        return new ParityCount(
                compared + next.compared,
                differing + next.differing,
                Math.max(largestDifference, next.largestDifference),
                first);
    }

    /** Whether something was compared and nothing differs. */
    public boolean holds() {
        return compared > 0 && differing == 0;
    }
}
