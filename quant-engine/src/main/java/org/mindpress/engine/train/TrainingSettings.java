package org.mindpress.engine.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a network is trained. The learning rate falls from its peak along half a cosine to 0 at the last step. Batch size, order and
 * augmentation belong to the {@link BatchSource}.
 *
 * @param optimizer the update rule
 * @param learningRate peak, positive
 * @param momentum in [0, 1); for {@link Optimizer#SGD}
 * @param weightDecay L2 factor on the weights of convolutions; 0 for none
 * @param steps number of steps in all, positive
 * @param observerRate share of the newest batch in the moving activation range, in (0, 1]
 * @param distillation present when the batches carry the teacher's logits
 */
public record TrainingSettings(
        Optimizer optimizer,
        double learningRate,
        double momentum,
        double weightDecay,
        long steps,
        double observerRate,
        Optional<Distillation> distillation) {

    public TrainingSettings {
        List<String> faults = new ArrayList<>();
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            faults.add("the learning rate must be positive: " + learningRate);
        }
        if (!(momentum >= 0 && momentum < 1)) {
            faults.add("the momentum must lie in [0, 1): " + momentum);
        }
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            faults.add("the weight decay must not be negative: " + weightDecay);
        }
        if (steps <= 0 || steps > Integer.MAX_VALUE) {
            faults.add("the number of steps must be positive: " + steps);
        }
        if (!(observerRate > 0 && observerRate <= 1)) {
            faults.add("the observer rate must lie in (0, 1]: " + observerRate);
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }

    /** SGD with momentum 0.9, peak learning rate 0.001, weight decay 1e-4, observer rate 0.1, no teacher. */
    public static TrainingSettings ofSteps(long steps) {
        return new TrainingSettings(Optimizer.SGD, 0.001, 0.9, 1e-4, steps, 0.1, Optional.empty());
    }

    public TrainingSettings withOptimizer(Optimizer other) {
        return new TrainingSettings(other, learningRate, momentum, weightDecay, steps, observerRate, distillation);
    }

    public TrainingSettings withLearningRate(double peak) {
        return new TrainingSettings(optimizer, peak, momentum, weightDecay, steps, observerRate, distillation);
    }

    public TrainingSettings withMomentum(double other) {
        return new TrainingSettings(optimizer, learningRate, other, weightDecay, steps, observerRate, distillation);
    }

    public TrainingSettings withWeightDecay(double other) {
        return new TrainingSettings(optimizer, learningRate, momentum, other, steps, observerRate, distillation);
    }

    public TrainingSettings withDistillation(Distillation teacher) {
        return new TrainingSettings(
                optimizer, learningRate, momentum, weightDecay, steps, observerRate, Optional.of(teacher));
    }
}
