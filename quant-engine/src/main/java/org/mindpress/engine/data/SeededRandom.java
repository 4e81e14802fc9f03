package org.mindpress.engine.data;

/**
 * A small random sequence that starts from a seed and up to three numbers: SplitMix64 (Steele, Lea and Flood 2014), written out here so that the same
 * seed gives the same order on every Java version. Not thread-safe; make one where it is needed.
 */
final class SeededRandom {

    /** What the sequence is for; keeps sequences of the same seed apart. */
    static final int AUGMENTATION = 1;

    static final int EPOCH_ORDER = 2;
    static final int CALIBRATION = 3;

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    private SeededRandom(long state) {
        this.state = state;
    }

    static SeededRandom of(long seed, int purpose, long first, long second) {
        long state = mix(seed + GOLDEN_GAMMA);
        state = mix(state ^ (purpose * GOLDEN_GAMMA));
        state = mix(state ^ (first * GOLDEN_GAMMA + 1));
        state = mix(state ^ (second * GOLDEN_GAMMA + 2));
        return new SeededRandom(state);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** A number in 0..bound - 1; the bias is below bound / 2^32. */
    int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /** Shuffles in place (Fisher and Yates). */
    void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = below(i + 1);
            int swap = values[i];
            values[i] = values[j];
            values[j] = swap;
        }
    }
}
