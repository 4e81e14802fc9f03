package org.mindpress.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DistillationLossTest {
    private static final int IMAGES = 3;
    private static final int CLASSES = 5;
    private final ActivationIdentity identity = new ActivationIdentity();

    private static INDArray doubles(int columns, long seed) {
        double[][] values = new double[IMAGES][columns];
        Random random = new Random(seed);
        for (double[] row : values) {
            for (int i = 0; i < columns; i++) {
                row[i] = 3 * random.nextGaussian();
            }
        }
        return Nd4j.createFromArray(values);
    }

    private static INDArray labels(boolean teacher) {
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, IMAGES, teacher ? 2 * CLASSES : CLASSES);
        INDArray logits = doubles(CLASSES, 7);
        for (int i = 0; i < IMAGES; i++) {
            labels.putScalar(i, (2 * i + 1) % CLASSES, 1);
            for (int c = 0; teacher && c < CLASSES; c++) {
                labels.putScalar(i, CLASSES + c, logits.getDouble(i, c));
            }
        }
        return labels;
    }

    @ParameterizedTest(name = "alpha={0}, temperature={1}")
    @CsvSource({"0, 1", "0.3, 5", "1, 5", "0.7, 1"})
    void gradientIsThatOfFiniteDifferences(double alpha, double temperature) {
        DistillationLoss loss = new DistillationLoss(alpha, temperature);
        INDArray labels = labels(alpha != 0);
        INDArray logits = doubles(CLASSES, 1);
        INDArray gradient = loss.computeGradient(labels, logits, identity, null);
        double step = 1e-5;
        for (int i = 0; i < IMAGES; i++) {
            for (int c = 0; c < CLASSES; c++) {
                double value = logits.getDouble(i, c);
                logits.putScalar(i, c, value + step);
                double above = loss.computeScore(labels, logits, identity, null, false);
                logits.putScalar(i, c, value - step);
                double below = loss.computeScore(labels, logits, identity, null, false);
                logits.putScalar(i, c, value);
                double numeric = (above - below) / (2 * step);
                assertThat(gradient.getDouble(i, c)).isCloseTo(numeric, within(1e-6 * Math.max(1, Math.abs(numeric))));
            }
        }
    }

    @Test
    void aStudentThatEqualsItsTeacherHasNoSoftLoss() {
        INDArray labels = labels(true);
        INDArray logits = doubles(CLASSES, 7);
        assertThat(new DistillationLoss(1, 5).computeScore(labels, logits, identity, null, true))
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void alphaIsTheWeightOfTheSoftTerm() {
        INDArray labels = labels(true);
        INDArray logits = doubles(CLASSES, 1);
        double hard = DistillationLoss.hardOnly().computeScore(labels, logits, identity, null, true);
        double soft = new DistillationLoss(1, 5).computeScore(labels, logits, identity, null, true);
        assertThat(new DistillationLoss(0.3, 5).computeScore(labels, logits, identity, null, true))
                .isCloseTo(0.7 * hard + 0.3 * soft, within(1e-12));
    }

    @Test
    void hugeLogitsStayFinite() {
        INDArray logits = doubles(CLASSES, 1).mul(1e4);
        assertThat(new DistillationLoss(0.3, 5).computeScore(labels(true), logits, identity, null, true))
                .isFinite();
    }
}
