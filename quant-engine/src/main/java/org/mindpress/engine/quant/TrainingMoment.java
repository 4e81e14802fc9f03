package org.mindpress.engine.quant;

/**
 * A point in time of a training, as the pipeline states it: always with its unit.
 *
 * @param amount not negative
 * @param unit steps, epochs, or percent of all steps
 */
public record TrainingMoment(double amount, Unit unit) {

    /** What {@code amount} counts. */
    public enum Unit {
        STEPS("steps"),
        EPOCHS("epochs"),
        PERCENT("%");

        private final String spelling;

        Unit(String spelling) {
            this.spelling = spelling;
        }

        /** The one spelling in pipeline files and reports. */
        public String spelling() {
            return spelling;
        }
    }

    public TrainingMoment {
        if (!(amount >= 0) || Double.isInfinite(amount)) {
            throw new IllegalArgumentException(
                    "a moment must be finite and not negative: amount=" + amount + " " + unit);
        }
        if (unit == Unit.STEPS && amount != Math.rint(amount)) {
            throw new IllegalArgumentException("steps are whole: amount=" + amount);
        }
    }

    public static TrainingMoment ofSteps(long steps) {
        return new TrainingMoment(steps, Unit.STEPS);
    }

    /**
     * The moment in whole steps, rounded up.
     *
     * @param stepsPerEpoch positive
     * @param totalSteps of the training
     */
    public TrainingMoment inSteps(long stepsPerEpoch, long totalSteps) {
        double steps = switch (unit) {
            case STEPS -> amount;
            case EPOCHS -> amount * stepsPerEpoch;
            case PERCENT -> amount / 100 * totalSteps;
        };
        return ofSteps((long) Math.ceil(steps - 1e-9));
    }

    /** Whole steps; {@link IllegalStateException} while the unit is another one. */
    public long steps() {
        if (unit != Unit.STEPS) {
            throw new IllegalStateException("moment " + this + " was not converted to steps");
        }
        return (long) amount;
    }

    @Override
    public String toString() {
        String number = amount == Math.rint(amount) ? Long.toString((long) amount) : Double.toString(amount);
        return unit == Unit.PERCENT ? number + "%" : number + " " + unit.spelling();
    }
}
