package org.mindpress.engine.quant;

/**
 * How one layer is quantised; complete, after all rules were applied.
 *
 * @param granularity of the weight
 * @param weightBits of the weight, 2 to 8; codes lie in plus or minus {@code 2^(bits - 1) - 1}
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

    /** Per channel, 8 bits, MSE ranges, no delay, batch norm frozen at 30 %, observers at 40 % of the steps. */
    public static final LayerSettings DEFAULT = new LayerSettings(
            Granularity.PER_CHANNEL,
            8,
            ObserverKind.MEAN_SQUARED_ERROR,
            TrainingMoment.ofSteps(0),
            new TrainingMoment(30, TrainingMoment.Unit.PERCENT),
            new TrainingMoment(40, TrainingMoment.Unit.PERCENT));

    public LayerSettings {
        if (weightBits < 2 || weightBits > 8) {
            throw new IllegalArgumentException("weight bits must lie in [2, 8]: bits=" + weightBits);
        }
    }

    /** Largest weight code: 127 for 8 bits. */
    public int largestWeightCode() {
        return (1 << (weightBits - 1)) - 1;
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
