package org.mindpress.engine.quant;

/**
 * The real interval that an activation tensor is quantised to. It is widened to contain 0, because padding needs an exact zero.
 *
 * @param low finite
 * @param high finite, at least {@code low}
 */
public record ActivationRange(float low, float high) {

    public ActivationRange {
        if (!Float.isFinite(low) || !Float.isFinite(high) || low > high) {
            throw new IllegalArgumentException("a range needs finite ends in order: low=" + low + ", high=" + high);
        }
    }

    /** The smallest range that contains this one and zero. */
    public ActivationRange withZero() {
        return new ActivationRange(Math.min(low, 0f), Math.max(high, 0f));
    }

    /** The range cut to what a tensor behind an activation can hold. */
    public ActivationRange cutTo(RangeSide side) {
        ActivationRange wide = withZero();
        return switch (side) {
            case TWO_SIDED -> wide;
            case NON_NEGATIVE -> new ActivationRange(0f, wide.high);
            case UP_TO_SIX -> new ActivationRange(0f, Math.min(6f, wide.high));
        };
    }

    /**
     * Scale and zero point: {@code s = (float) ((high - low) / 255)}, {@code z = clamp(halfAway(-128 - low / s))}, both after widening
     * to zero; an all-zero tensor gets scale 1 and zero point 0.
     */
    public QuantizationParameters parameters() {
        ActivationRange wide = withZero();
        float scale = (float) (((double) wide.high - wide.low) / 255);
        if (!(scale >= Float.MIN_NORMAL)) {
            return new QuantizationParameters(1f, 0);
        }
        return new QuantizationParameters(scale, Rounding.halfAwayClamped(-128 - wide.low / (double) scale, -128, 127));
    }
}
