package org.mindpress.engine.evaluate;

/**
 * How far the quantised values x̂ of a tensor are from its float values x.
 *
 * @param values values compared, at least 1
 * @param sqnr signal to quantisation noise ratio
 * @param cosine Σxx̂ / √(Σx²·Σx̂²); 1 when both are all zero, 0 when one is
 * @param largest max |x − x̂|
 * @param mean mean of x − x̂: a bias when not near 0
 * @param standardDeviation standard deviation of x − x̂
 */
public record TensorError(
        long values, Sqnr sqnr, double cosine, double largest, double mean, double standardDeviation) {

    private static final double SHIFT_FACTOR = 0.5;

    /** Whether the mean error exceeds half of its standard deviation: bias correction would help. */
    public boolean biasShift() {
        return Math.abs(mean) > SHIFT_FACTOR * standardDeviation;
    }
}
