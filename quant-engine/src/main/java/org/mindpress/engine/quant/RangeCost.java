package org.mindpress.engine.quant;

import java.util.Arrays;

/**
 * What a range costs on a histogram: the sum over all values of the squared error after quantisation with the range's final scale and
 * zero point, each value taken at the centre of its bin. Exact zeros cost nothing. Immutable; one evaluation is linear in the occupied
 * bins, at most 16,384.
 */
public final class RangeCost {
    private final double[] centres;
    private final double[] weights;

    public RangeCost(StreamingHistogram histogram) {
        double[] values = new double[2 * StreamingHistogram.HALF];
        double[] counts = new double[values.length];
        int used = 0;
        for (int i = -StreamingHistogram.HALF; i < StreamingHistogram.HALF; i++) {
            if (histogram.count(i) != 0) {
                values[used] = (i + 0.5) * histogram.binWidth();
                counts[used++] = histogram.count(i);
            }
        }
        this.centres = Arrays.copyOf(values, used);
        this.weights = Arrays.copyOf(counts, used);
    }

    /** Sum of squared errors. */
    public double of(ActivationRange range) {
        QuantizationParameters parameters = range.parameters();
        double scale = parameters.scale();
        int zero = parameters.zeroPoint();
        double cost = 0;
        for (int i = 0; i < centres.length; i++) {
            double error = centres[i] - scale * (parameters.code(centres[i]) - zero);
            cost += weights[i] * (error * error);
        }
        return cost;
    }
}
