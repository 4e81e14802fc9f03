package org.mindpress.engine.train;

import org.nd4j.linalg.schedule.ISchedule;

/**
 * Learning rate that falls from its peak at step 0 along half a cosine to 0 at the last step.
 *
 * @param peak learning rate of the first step
 * @param steps number of steps until 0
 */
record CosineSchedule(double peak, long steps) implements ISchedule {
    @Override
    public double valueAt(int iteration, int epoch) {
        return 0.5 * peak * (1 + Math.cos(Math.PI * Math.min(iteration, steps) / steps));
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public ISchedule clone() {
        return this;
    }
}
