package org.mindpress.routes.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far a run is, for people.
 *
 * @param stage name of the stage at work
 * @param done units done
 * @param total units in all, 0 when unknown
 * @param unit what is counted, such as steps or images
 * @param imagesPerSecond throughput
 * @param loss of the last training step
 * @param left estimated time
 */
record Progress(
        String stage,
        long done,
        long total,
        String unit,
        OptionalDouble imagesPerSecond,
        OptionalDouble loss,
        Optional<Duration> left) {

    /** Share done in [0, 1]; 0 when the total is unknown. */
    double share() {
        return total <= 0 ? 0 : Math.min(1, (double) done / total);
    }
}
