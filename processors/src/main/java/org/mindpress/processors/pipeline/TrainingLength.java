package org.mindpress.processors.pipeline;

/**
 * How long a training lasts.
 *
 * @param amount at least 1
 * @param unit steps or epochs
 */
public record TrainingLength(long amount, Unit unit) {

    /** What {@code amount} counts. */
    public enum Unit {
        STEPS,
        EPOCHS
    }

    public TrainingLength {
        if (amount < 1) {
            throw new IllegalArgumentException("a training needs at least 1 of its " + unit + ": " + amount);
        }
    }

    /** The length in steps. */
    public long steps(long stepsPerEpoch) {
        return unit == Unit.STEPS ? amount : Math.multiplyExact(amount, stepsPerEpoch);
    }

    @Override
    public String toString() {
        return amount + (unit == Unit.STEPS ? " steps" : " epochs");
    }
}
