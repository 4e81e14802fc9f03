package org.mindpress.engine.quant;

/**
 * Rounding to the nearest integer, halves away from zero: the rule for constants, fake quantisation and the input cast.
 * {@code Math.round} rounds halves up and {@code Math.rint} to even: both are wrong here.
 */
public final class Rounding {

    private Rounding() {}

    /** Exact for every finite double; NaN stays NaN. */
    public static double halfAway(double value) {
        double magnitude = Math.abs(value);
        double whole = Math.floor(magnitude);
        if (magnitude - whole >= 0.5) {
            whole += 1;
        }
        return Math.copySign(whole, value);
    }

    /** The rounded value, limited to [low, high] before it becomes an integer. */
    public static int halfAwayClamped(double value, int low, int high) {
        return (int) Math.max(low, Math.min(high, halfAway(value)));
    }

    /**
     * The same rounding for float32 with |value| &lt; 2^22, in a form that the compiler vectorises: round to even through 1.5 * 2^23,
     * then correct the halves.
     */
    public static float halfAway(float value) {
        float even = (value + 12_582_912f) - 12_582_912f;
        float up = Math.max(0f, (value - even) - 0.49999997f) * 33_554_432f;
        float down = Math.max(0f, (even - value) - 0.49999997f) * 33_554_432f;
        return even + up * Math.min(1f, Math.max(0f, 2f * value)) - down * Math.min(1f, Math.max(0f, -2f * value));
    }
}
