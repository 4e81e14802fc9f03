package org.mindpress.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.engine.quant.RangeSide;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ChannelPassTest {
    private static final int BATCH = 4;
    private static final int CHANNELS = 3;
    private static final int SIDE = 3;
    private static final int LENGTH = BATCH * CHANNELS * SIDE * SIDE;
    private static final float[] GAMMA = {1f, -0.5f, 2f};
    private static final float[] BETA = {0.3f, 0.2f, -0.1f};
    private static final float[] MEAN = {0.1f, 0f, -0.2f};
    private static final float[] VARIANCE = {1f, 0.5f, 2f};

    private static float[] random(long seed) {
        Random random = new Random(seed);
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static INDArray tensor(float[] values) {
        return Nd4j.create(values, new long[] {BATCH, CHANNELS, SIDE, SIDE}, 'c');
    }

    private static ActivationPoint point() {
        ActivationPoint point = new ActivationPoint(
                new QuantizationPoint("point", "point", RangeSide.TWO_SIDED, LayerSettings.DEFAULT, false), 0.1);
        point.bind(Nd4j.zeros(DataType.FLOAT, 1, ActivationPoint.RANGE_LENGTH));
        return point;
    }

    private static ChannelPass forward(
            float[] x, float[] gamma, Clipping clipping, boolean frozen, ActivationPoint point, INDArray target) {
        ChannelPass pass = new ChannelPass(tensor(x), gamma, BETA, 1e-5f, clipping);
        if (frozen) {
            pass.use(MEAN, VARIANCE);
        } else {
            pass.measure(tensor(x));
        }
        pass.forward(tensor(x), target, point, false);
        return pass;
    }

    /** Sum of output times upstream gradient. */
    private static double objective(float[] x, float[] gamma, Clipping clipping, boolean frozen, float[] upstream) {
        INDArray target = tensor(new float[LENGTH]);
        forward(x, gamma, clipping, frozen, point(), target);
        float[] y = TensorMemory.copy(target);
        double sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += (double) y[i] * upstream[i];
        }
        return sum;
    }

    @ParameterizedTest(name = "clipping={0}, frozen={1}")
    @CsvSource({"NONE, false", "NONE, true", "RELU, false", "RELU, true"})
    void gradientsAreThoseOfFiniteDifferences(Clipping clipping, boolean frozen) {
        float[] x = random(1);
        float[] upstream = random(2);
        INDArray gradient = tensor(new float[LENGTH]);
        ChannelPass pass = forward(x, GAMMA, clipping, frozen, point(), tensor(new float[LENGTH]));
        pass.backward(tensor(x), tensor(upstream), gradient);
        float[] computed = TensorMemory.copy(gradient);
        // the objective is a sum of 108 float terms of size 1: its error of about 1e-6 divided by the step bounds the
        // tolerance
        float step = 1e-3f;
        for (int i = 0; i < LENGTH; i++) {
            float[] above = x.clone();
            above[i] += step;
            float[] below = x.clone();
            below[i] -= step;
            double numeric = (objective(above, GAMMA, clipping, frozen, upstream)
                            - objective(below, GAMMA, clipping, frozen, upstream))
                    / ((double) above[i] - below[i]);
            assertThat((double) computed[i]).isCloseTo(numeric, within(4e-3));
        }
        for (int c = 0; c < CHANNELS; c++) {
            float[] above = GAMMA.clone();
            above[c] += step;
            float[] below = GAMMA.clone();
            below[c] -= step;
            double numeric =
                    (objective(x, above, clipping, frozen, upstream) - objective(x, below, clipping, frozen, upstream))
                            / ((double) above[c] - below[c]);
            assertThat((double) pass.gammaGradient()[c]).isCloseTo(numeric, within(1e-2));
        }
    }

    @Test
    void measuresMeanAndPopulationVariance() {
        float[] x = random(3);
        for (int i = 0; i < LENGTH; i++) {
            x[i] += 1000f;
        }
        ChannelPass pass = new ChannelPass(tensor(x), GAMMA, BETA, 1e-5f, Clipping.NONE);
        pass.measure(tensor(x));
        for (int c = 0; c < CHANNELS; c++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < LENGTH; i++) {
                boolean own = i / (SIDE * SIDE) % CHANNELS == c;
                sum += own ? x[i] : 0;
                squares += own ? (double) x[i] * x[i] : 0;
            }
            double mean = sum / (BATCH * SIDE * SIDE);
            assertThat((double) pass.mean()[c]).isCloseTo(mean, within(1e-4));
            assertThat((double) pass.variance()[c])
                    .isCloseTo(squares / (BATCH * SIDE * SIDE) - mean * mean, within(1e-3));
        }
    }

    @Test
    void normalizedOutputIsQuantizedOnTheObservedRange() {
        ActivationPoint point = point();
        point.range(new ActivationRange(-1f, 1f), 1);
        point.quantize(true);
        INDArray target = tensor(new float[LENGTH]);
        forward(random(1), GAMMA, Clipping.NONE, false, point, target);
        float scale = point.grid().orElseThrow().scale();
        for (float value : TensorMemory.copy(target)) {
            assertThat(value / scale).isCloseTo(Math.round(value / scale), within(1e-4f));
            assertThat(Math.abs(value)).isLessThanOrEqualTo(1.01f);
        }
    }
}
