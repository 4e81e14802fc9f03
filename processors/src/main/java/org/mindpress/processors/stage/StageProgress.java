package org.mindpress.processors.stage;

import java.util.Objects;
import java.util.OptionalDouble;
import org.mindpress.processors.run.StageName;

/**
 * Where a stage is.
 *
 * @param stage which
 * @param phase part of the stage, for people, such as {@code float model on test images}
 * @param done units done in this phase
 * @param total units of this phase, at least 1
 * @param unit what is counted, such as {@code steps} or {@code images}
 * @param imagesPerSecond speed, where it was measured
 * @param loss newest training loss, where there is one
 */
public record StageProgress(
        StageName stage,
        String phase,
        long done,
        long total,
        String unit,
        OptionalDouble imagesPerSecond,
        OptionalDouble loss) {
    public StageProgress {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(unit, "unit");
        if (total < 1 || done < 0 || done > total) {
            throw new IllegalArgumentException("progress of " + stage + ": " + done + " of " + total);
        }
    }
}
