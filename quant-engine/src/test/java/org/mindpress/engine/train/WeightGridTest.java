package org.mindpress.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.quant.Granularity;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.ObserverKind;
import org.mindpress.engine.quant.TrainingMoment;
import org.mindpress.engine.quant.WeightCodes;
import org.mindpress.engine.quant.WeightQuantizer;

class WeightGridTest {
    private static final int CHANNELS = 4;
    private static final int ROW = 27;
    private static final double[] GAINS = {1, -0.25, 3, 1e-7};

    private static float[] weight() {
        Random random = new Random(5);
        float[] weight = new float[CHANNELS * ROW];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) random.nextGaussian();
        }
        return weight;
    }

    private static WeightGrid grid(Granularity granularity) {
        WeightGrid grid = new WeightGrid(new WeightQuantizer(granularity, 127), CHANNELS);
        grid.gains(GAINS);
        return grid;
    }

    @Test
    void theGridOfAFloatIslandIsNeverEnabled() {
        WeightGrid grid = WeightGrid.of(
                new LayerSettings(
                        Granularity.PER_CHANNEL,
                        LayerSettings.FLOAT_BITS,
                        ObserverKind.MIN_MAX,
                        TrainingMoment.ofSteps(0),
                        TrainingMoment.ofSteps(0),
                        TrainingMoment.ofSteps(0)),
                CHANNELS);
        grid.enable(true);
        assertThat(grid.enabled()).isFalse();
        assertThat(WeightGrid.of(LayerSettings.DEFAULT, CHANNELS).enabled()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Granularity.class)
    void roundingAgainAfterFoldingGivesTheSameCodes(Granularity granularity) {
        float[] weight = weight();
        WeightGrid grid = grid(granularity);
        float[] folded = new float[weight.length];
        for (int i = 0; i < folded.length; i++) {
            folded[i] = BatchNormalizationFolding.foldedWeight(weight[i], GAINS[i / ROW]);
        }
        assertThat(grid.codes(weight)).isEqualTo(new WeightQuantizer(granularity, 127).quantize(folded, CHANNELS));
    }

    @ParameterizedTest
    @EnumSource(Granularity.class)
    void roundedWeightTimesGainLiesOnTheFoldedGrid(Granularity granularity) {
        WeightGrid grid = grid(granularity);
        float[] rounded = grid.round(weight());
        WeightCodes codes = grid.codes(weight());
        for (int i = 0; i < rounded.length; i++) {
            double gain = GAINS[i / ROW];
            double expected = Math.abs(gain) < 1e-6 ? 0 : codes.code(i) * (double) codes.scale(i / ROW);
            assertThat(rounded[i] * gain).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void errorIsAtMostHalfAStepOfItsChannel() {
        float[] weight = weight();
        WeightGrid grid = grid(Granularity.PER_CHANNEL);
        float[] rounded = grid.round(weight);
        WeightCodes codes = grid.codes(weight);
        for (int i = 0; i < 3 * ROW; i++) {
            double halfStep = codes.scale(i / ROW) / Math.abs(GAINS[i / ROW]) / 2;
            assertThat((double) rounded[i]).isCloseTo(weight[i], within(halfStep * (1 + 1e-5)));
        }
    }

    @Test
    void aDeadChannelGetsCodesOfZero() {
        float[] rounded = grid(Granularity.PER_CHANNEL).round(weight());
        for (int i = 3 * ROW; i < rounded.length; i++) {
            assertThat(rounded[i]).isZero();
        }
    }

    @Test
    void refusesAnotherNumberOfGains() {
        assertThatThrownBy(() -> grid(Granularity.PER_TENSOR).gains(new double[3]))
                .hasMessage("gain count mismatch: channels=4, gains=3");
    }
}
