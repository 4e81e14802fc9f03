package org.mindpress.engine.evaluate;

/**
 * Where the error of a quantised model comes from: one layer.
 *
 * @param layer name of the layer
 * @param local error when only this layer is quantised, from float inputs
 * @param accumulated error when everything up to and with this layer is quantised
 * @param codeUse what its output makes of its codes
 */
public record LayerError(String layer, TensorError local, TensorError accumulated, CodeUse codeUse) {

    private static final double UPSTREAM_DECIBELS = 10;

    /** Whether the accumulated ratio is more than 10 dB below the local one: the fault lies in an earlier layer. */
    public boolean upstream() {
        if (accumulated.sqnr().kind() == Sqnr.Kind.EXACT) {
            return false;
        }
        double own = local.sqnr().decibels().orElse(signed(local.sqnr().kind()));
        double all = accumulated.sqnr().decibels().orElse(Double.NEGATIVE_INFINITY);
        return all < own - UPSTREAM_DECIBELS;
    }

    private static double signed(Sqnr.Kind kind) {
        return kind == Sqnr.Kind.EXACT ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
}
