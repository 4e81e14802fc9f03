package org.mindpress.engine.train;

/**
 * How much a student listens to its teacher: {@code (1 - alpha) CE + alpha T^2 KL}.
 *
 * @param alpha weight of the soft term, in (0, 1]
 * @param temperature divisor of both logits in the soft term, positive
 */
public record Distillation(double alpha, double temperature) {
    /** Weight 0.3 of the soft term at temperature 5. */
    public static final Distillation DEFAULT = new Distillation(0.3, 5);

    public Distillation {
        if (!(alpha > 0 && alpha <= 1) || !(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("alpha must lie in (0, 1] and the temperature be positive: alpha="
                    + alpha + ", temperature=" + temperature);
        }
    }
}
