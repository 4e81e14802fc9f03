package org.mindpress.engine.train;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Loss of a student network per image: {@code (1 - alpha) CE(y, softmax(z)) + alpha T^2 KL(softmax(t / T) || softmax(z / T))}, with its
 * gradient {@code (1 - alpha) (softmax(z) - y) + alpha T (softmax(z / T) - softmax(t / T))} on the logits z (Hinton et al. 2015).
 *
 * <p>Labels are [N, 2C]: one-hot y beside the teacher's logits t. With alpha 0 they are [N, C] and the loss is cross-entropy. The output
 * layer has the identity as activation. Works in float and double.
 */
final class DistillationLoss implements ILossFunction {
    private final double alpha;
    private final double temperature;

    /**
     * A loss.
     *
     * @param alpha weight of the soft term, in [0, 1]
     * @param temperature divisor of the logits in the soft term, positive
     */
    DistillationLoss(double alpha, double temperature) {
        this.alpha = alpha;
        this.temperature = temperature;
    }

    /** Plain cross-entropy. */
    static DistillationLoss hardOnly() {
        return new DistillationLoss(0, 1);
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray logits, IActivation identity, @Nullable INDArray mask) {
        INDArray score =
                logSoftmax(logits).mul(part(labels, logits, 0)).sum(true, 1).neg();
        if (alpha != 0) {
            INDArray teacher = logSoftmax(part(labels, logits, 1).div(temperature));
            INDArray student = logSoftmax(logits.div(temperature));
            INDArray divergence =
                    Transforms.exp(teacher, true).mul(teacher.sub(student)).sum(true, 1);
            score = score.mul(1 - alpha).add(divergence.mul(alpha * temperature * temperature));
        }
        return mask == null ? score : score.muliColumnVector(mask);
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray logits, IActivation identity, @Nullable INDArray mask) {
        INDArray hard = part(labels, logits, 0);
        INDArray gradient = softmax(logits).mulColumnVector(hard.sum(true, 1)).sub(hard);
        if (alpha != 0) {
            INDArray teacher = part(labels, logits, 1);
            INDArray soft = softmax(logits.div(temperature)).sub(softmax(teacher.div(temperature)));
            gradient = gradient.mul(1 - alpha).add(soft.mul(alpha * temperature));
        }
        return mask == null ? gradient : gradient.muliColumnVector(mask);
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray logits, IActivation identity, @Nullable INDArray mask, boolean average) {
        double sum =
                computeScoreArray(labels, logits, identity, mask).sumNumber().doubleValue();
        return average ? sum / logits.size(0) : sum;
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray logits, IActivation identity, @Nullable INDArray mask, boolean average) {
        return new Pair<>(
                computeScore(labels, logits, identity, mask, average), computeGradient(labels, logits, identity, mask));
    }

    @Override
    public String name() {
        return "DistillationLoss";
    }

    private static INDArray part(INDArray labels, INDArray logits, int half) {
        long classes = logits.size(1);
        return labels.castTo(logits.dataType())
                .get(NDArrayIndex.all(), NDArrayIndex.interval(half * classes, (half + 1) * classes));
    }

    private static INDArray logSoftmax(INDArray logits) {
        INDArray shifted = logits.subColumnVector(Nd4j.max(logits, 1).reshape(logits.size(0), 1));
        INDArray sums = Transforms.log(Transforms.exp(shifted, true).sum(true, 1), false);
        return shifted.subiColumnVector(sums);
    }

    private static INDArray softmax(INDArray logits) {
        return Transforms.exp(logSoftmax(logits), false);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DistillationLoss that && that.alpha == alpha && that.temperature == temperature;
    }

    @Override
    public int hashCode() {
        return Objects.hash(alpha, temperature);
    }
}
