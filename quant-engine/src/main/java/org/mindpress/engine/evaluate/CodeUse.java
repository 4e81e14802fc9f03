package org.mindpress.engine.evaluate;

/**
 * What a quantised tensor makes of its 256 codes.
 *
 * @param values values seen, at least 1
 * @param clipped values outside the range that the codes reach
 * @param atZero values whose code is the zero point
 * @param codesUsed different codes seen, 1..256
 */
public record CodeUse(long values, long clipped, long atZero, int codesUsed) {

    private static final int CODES = 256;

    /** Checks that the counts fit together. */
    public CodeUse {
        if (values < 1
                || clipped < 0
                || clipped > values
                || atZero < 0
                || atZero > values
                || codesUsed < 1
                || codesUsed > CODES) {
            throw new IllegalArgumentException("no code use: values=" + values + ", clipped=" + clipped + ", atZero="
                    + atZero + ", codesUsed=" + codesUsed);
        }
    }

    /** Share of values outside the range, 0..1; above 0.01 a wider range would help. */
    public double clippedShare() {
        return (double) clipped / values;
    }

    /** Share of values whose code is the zero point, 0..1. */
    public double zeroShare() {
        return (double) atZero / values;
    }

    /** Share of the 256 codes that occur, 0..1; below 0.5 the range does not fit. */
    public double codeShare() {
        return (double) codesUsed / CODES;
    }
}
