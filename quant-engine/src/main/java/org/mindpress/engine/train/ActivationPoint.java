package org.mindpress.engine.train;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizationPoint;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The switches of one quantisation point, shared by the trainer, which sets them before each step, and the running layer, which obeys
 * them. The range itself (lo, hi, number of observed batches) is a parameter row of the layer, so that a checkpoint holds it.
 * Confined to the training thread.
 */
final class ActivationPoint {
    /** Key of the parameter row: lo, hi, observed batches. */
    static final String RANGE = "range";

    static final int RANGE_LENGTH = 3;

    private final QuantizationPoint plan;
    private final double rate;
    private boolean observing = true;
    private boolean quantizing;
    private @Nullable INDArray range;

    /**
     * A point that observes and does not yet quantise.
     *
     * @param plan the point in the quantisation plan
     * @param rate share of the newest batch in the moving range, in (0, 1]
     */
    ActivationPoint(QuantizationPoint plan, double rate) {
        this.plan = plan;
        this.rate = rate;
    }

    QuantizationPoint plan() {
        return plan;
    }

    boolean observing() {
        return observing;
    }

    void observe(boolean enabled) {
        observing = enabled;
    }

    void quantize(boolean enabled) {
        quantizing = enabled;
    }

    /** Called by the layer that owns the row, once, when the network is built. */
    void bind(INDArray row) {
        range = row;
    }

    private INDArray row() {
        INDArray bound = range;
        if (bound == null) {
            throw new IllegalStateException("point " + plan.name() + ": no running layer holds its range yet");
        }
        return bound;
    }

    /** Number of batches that made the range; 0 as long as there is none. */
    long observedBatches() {
        return (long) row().getDouble(2);
    }

    /** The range so far, or empty before the first batch. */
    Optional<ActivationRange> range() {
        INDArray row = row();
        return observedBatches() == 0
                ? Optional.empty()
                : Optional.of(new ActivationRange(row.getFloat(0), row.getFloat(1)).cutTo(plan.side()));
    }

    /** Sets a range found earlier. */
    void range(ActivationRange known, long observedBatches) {
        INDArray row = row();
        row.putScalar(0, known.low());
        row.putScalar(1, known.high());
        row.putScalar(2, (float) Math.max(1, observedBatches));
    }

    /**
     * Moves the range towards the extremes of one batch; the first batch is taken whole. The range of logits is never clipped: it only
     * widens.
     */
    void update(float minimum, float maximum) {
        if (!Float.isFinite(minimum) || !Float.isFinite(maximum)) {
            throw new ArithmeticException("point " + plan.name() + ": activations are not finite: minimum=" + minimum
                    + ", maximum=" + maximum);
        }
        INDArray row = row();
        double low = Math.min(0, minimum);
        double high = Math.max(0, maximum);
        double count = row.getDouble(2);
        if (count > 0) {
            low = moved(row.getDouble(0), low, Math.min(row.getDouble(0), low));
            high = moved(row.getDouble(1), high, Math.max(row.getDouble(1), high));
        }
        row.putScalar(0, low);
        row.putScalar(1, high);
        row.putScalar(2, count + 1);
    }

    private double moved(double old, double batch, double widest) {
        return plan.logits() ? widest : (1 - rate) * old + rate * batch;
    }

    /** The grid to round to, or empty while the point passes values through. */
    Optional<QuantizationParameters> grid() {
        return quantizing ? range().map(ActivationRange::parameters) : Optional.empty();
    }
}
