package org.mindpress.engine.evaluate;

/**
 * Gathers {@link TensorError} over the batches of one tensor, in sums of double: memory does not grow with the data. The result does not depend on how values
 * are split into batches as long as their order is the same. Not thread-safe.
 */
public final class TensorErrorMeter {

    private final String tensor;
    private long values;
    private double signal;
    private double quantizedPower;
    private double product;
    private double noise;
    private double errorSum;
    private double largest;

    /** A meter for the tensor of this name, which messages use. */
    public TensorErrorMeter(String tensor) {
        this.tensor = tensor;
    }

    /**
     * Adds values of the tensor.
     *
     * @param exact float values
     * @param quantized the same values after quantisation, dequantised
     */
    public void add(float[] exact, float[] quantized) {
        if (exact.length != quantized.length) {
            throw new IllegalArgumentException("tensor " + tensor + ": " + exact.length + " float values, but "
                    + quantized.length + " quantised ones");
        }
        for (int i = 0; i < exact.length; i++) {
            double x = exact[i];
            double y = quantized[i];
            if (!Double.isFinite(x) || !Double.isFinite(y)) {
                throw new IllegalArgumentException("tensor " + tensor + ": value " + (values + i)
                        + " is not finite: float " + exact[i] + ", quantised " + quantized[i]);
            }
            double error = x - y;
            signal += x * x;
            quantizedPower += y * y;
            product += x * y;
            noise += error * error;
            errorSum += error;
            largest = Math.max(largest, Math.abs(error));
        }
        values += exact.length;
    }

    /** The error so far; IllegalStateException before the first value. */
    public TensorError error() {
        if (values == 0) {
            throw new IllegalStateException("tensor " + tensor + ": no values were compared");
        }
        double mean = errorSum / values;
        double variance = Math.max(0, noise / values - mean * mean);
        return new TensorError(values, Sqnr.of(signal, noise), cosine(), largest, mean, Math.sqrt(variance));
    }

    private double cosine() {
        if (signal == 0 || quantizedPower == 0) {
            return signal == quantizedPower ? 1 : 0;
        }
        return Math.max(-1, Math.min(1, product / (Math.sqrt(signal) * Math.sqrt(quantizedPower))));
    }
}
