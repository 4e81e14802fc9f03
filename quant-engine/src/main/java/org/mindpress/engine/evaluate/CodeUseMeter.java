package org.mindpress.engine.evaluate;

/** Gathers {@link CodeUse} over the batches of one tensor in 2 KiB. Not thread-safe. */
public final class CodeUseMeter {

    private static final int LOWEST = -128;
    private static final int CODES = 256;

    private final String tensor;
    private final float low;
    private final float high;
    private final int zeroPoint;
    private final long[] counts = new long[CODES];
    private long values;
    private long clipped;

    /**
     * A meter for one tensor.
     *
     * @param tensor name, for messages
     * @param low value of code −128, {@code scale·(−128 − zeroPoint)}
     * @param high value of code 127
     * @param zeroPoint code of the value 0
     */
    public CodeUseMeter(String tensor, float low, float high, int zeroPoint) {
        if (!(low <= high) || zeroPoint < LOWEST || zeroPoint >= LOWEST + CODES) {
            throw new IllegalArgumentException(
                    "tensor " + tensor + ": no range: low=" + low + ", high=" + high + ", zeroPoint=" + zeroPoint);
        }
        this.tensor = tensor;
        this.low = low;
        this.high = high;
        this.zeroPoint = zeroPoint;
    }

    /**
     * Adds values of the tensor.
     *
     * @param exact float values
     * @param codes their int8 codes
     */
    public void add(float[] exact, byte[] codes) {
        if (exact.length != codes.length) {
            throw new IllegalArgumentException(
                    "tensor " + tensor + ": " + exact.length + " float values, but " + codes.length + " codes");
        }
        for (int i = 0; i < exact.length; i++) {
            counts[codes[i] - LOWEST]++;
            if (exact[i] < low || exact[i] > high) {
                clipped++;
            }
        }
        values += exact.length;
    }

    /** What was seen so far; IllegalStateException before the first value. */
    public CodeUse use() {
        if (values == 0) {
            throw new IllegalStateException("tensor " + tensor + ": no values were seen");
        }
        int used = 0;
        for (long count : counts) {
            if (count > 0) {
                used++;
            }
        }
        return new CodeUse(values, clipped, counts[zeroPoint - LOWEST], used);
    }
}
