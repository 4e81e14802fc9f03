package org.mindpress.engine.quant;

/**
 * How one layer is quantised; complete, after all rules were applied.
 *
 * @param granularity of the weight
 * @param weightBits of the weight, 2 to 8; codes lie in plus or minus {@code 2^(bits - 1) - 1}; {@value #FLOAT_BITS} for a float island, a
 *     convolution whose weight and arithmetic stay float32 between int8 activations
 * @param observer of the activation range in calibration; training always observes by moving average
 * @param activationDelay until then activations stay float in training and evaluation, while ranges are already observed
 * @param batchNormalizationFreeze from then on batch norm uses its running statistics
 * @param observerFreeze from then on activation ranges stand still
 */
public record LayerSettings(
        Granularity granularity,
        int weightBits,
        ObserverKind observer,
        TrainingMoment activationDelay,
        TrainingMoment batchNormalizationFreeze,
        TrainingMoment observerFreeze) {
    /** The {@link #weightBits} of a float island. */
    public static final int FLOAT_BITS = 32;

    /** Per channel, 8 bits, MSE ranges, no delay, batch norm frozen at 30 %, observers at 40 % of the steps. */
    public static final LayerSettings DEFAULT = new LayerSettings(
            Granularity.PER_CHANNEL,
            8,
            ObserverKind.MEAN_SQUARED_ERROR,
            TrainingMoment.ofSteps(0),
            new TrainingMoment(30, TrainingMoment.Unit.PERCENT),
            new TrainingMoment(40, TrainingMoment.Unit.PERCENT));

    public LayerSettings {
        checkedBits(weightBits);
    }

    /** The bits themselves; refuses what no weight can have. */
    static int checkedBits(int bits) {
        if ((bits < 2 || bits > 8) && bits != FLOAT_BITS) {
            throw new IllegalArgumentException("weight bits must lie in [2, 8], or be " + FLOAT_BITS
                    + " for a layer that stays in float: bits=" + bits);
        }
        return bits;
    }

    /** Whether a convolution with these settings stays in float32. */
    public boolean isFloat() {
        return weightBits == FLOAT_BITS;
    }

    /** Largest weight code: 127 for 8 bits. */
    public int largestWeightCode() {
        if (isFloat()) {
            throw new IllegalStateException("a float island has no weight codes");
        }
        return (1 << (weightBits - 1)) - 1;
    }

    /** These settings for a layer that cannot stay in float. */
    LayerSettings inInteger() {
        return isFloat()
                ? new LayerSettings(
                        granularity,
                        DEFAULT.weightBits,
                        observer,
                        activationDelay,
                        batchNormalizationFreeze,
                        observerFreeze)
                : this;
    }

    LayerSettings inSteps(long stepsPerEpoch, long totalSteps) {
        return new LayerSettings(
                granularity,
                weightBits,
                observer,
                activationDelay.inSteps(stepsPerEpoch, totalSteps),
                batchNormalizationFreeze.inSteps(stepsPerEpoch, totalSteps),
                observerFreeze.inSteps(stepsPerEpoch, totalSteps));
    }
}
