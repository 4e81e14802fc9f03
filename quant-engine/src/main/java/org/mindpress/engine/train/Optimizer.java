package org.mindpress.engine.train;

import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ISchedule;

/** The optimisers that a pipeline can name. */
public enum Optimizer {
    /** Stochastic gradient descent with Nesterov momentum. */
    SGD("sgd") {
        @Override
        IUpdater updater(ISchedule rate, double momentum) {
            return new Nesterovs(rate, momentum);
        }
    },
    /** Adam with its usual decay rates 0.9 and 0.999; momentum is not used. */
    ADAM("adam") {
        @Override
        IUpdater updater(ISchedule rate, double momentum) {
            return new Adam(rate);
        }
    };

    private final String spelling;

    Optimizer(String spelling) {
        this.spelling = spelling;
    }

    /** The one spelling in pipeline files and reports. */
    public String spelling() {
        return spelling;
    }

    abstract IUpdater updater(ISchedule rate, double momentum);
}
