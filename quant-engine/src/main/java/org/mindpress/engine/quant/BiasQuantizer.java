package org.mindpress.engine.quant;

/**
 * Bias of a convolution: the device stores int32 codes {@code halfAway(b / ((double) sx * (double) sw[c]))} and the deployment file
 * carries the float32 bias from which the converter makes them.
 */
public final class BiasQuantizer {
    /** Codes must stay below this magnitude; beyond it the converter silently enlarges weight scales (rule L13). */
    public static final double LARGEST_CODE = 1L << 30;

    private BiasQuantizer() {}

    /** The int32 code of a bias; {@link IllegalArgumentException} at or beyond 2^30. */
    public static int code(float bias, float inputScale, float weightScale) {
        double code = Rounding.halfAway(bias / ((double) inputScale * (double) weightScale));
        if (!(Math.abs(code) < LARGEST_CODE)) {
            throw new IllegalArgumentException("bias code beyond 2^30: bias=" + bias + ", input scale=" + inputScale
                    + ", weight scale=" + weightScale + ". Remedy: a larger weight scale for that channel");
        }
        return (int) code;
    }

    /**
     * The float32 bias that stands for its own code: {@code code -> (float) (code * sx * sw)} and back give the same numbers, so
     * every file format carries the same bias.
     */
    public static float canonical(float bias, float inputScale, float weightScale) {
        return real(code(bias, inputScale, weightScale), inputScale, weightScale);
    }

    /** The float32 bias of a code. */
    public static float real(int code, float inputScale, float weightScale) {
        return (float) (code * ((double) inputScale * (double) weightScale));
    }

    /** The smallest weight scale that keeps the code of this bias below 2^29. */
    public static float smallestWeightScale(float bias, float inputScale) {
        return Math.nextUp((float) (Math.abs((double) bias) / ((double) inputScale * (1L << 29))));
    }
}
