package org.mindpress.routes.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mindpress.processors.stage.StageProgress;

/**
 * How fast one phase of a stage goes, from its first report on: what came before, such as the steps of an earlier process, says nothing
 * about the speed.
 *
 * @param phase stage and phase
 * @param since time of the first report
 * @param first units done then
 * @param last units done at the newest report
 */
public record Pace(String phase, Instant since, long first, long last) {

    /** Before any report. */
    public static Pace unknown() {
        return new Pace("", Instant.EPOCH, 0, 0);
    }

    /** With one more report; another phase, or the same one from its beginning, starts anew. */
    public Pace with(StageProgress progress, Instant now) {
        String name = progress.stage() + " " + progress.phase();
        return name.equals(phase) && progress.done() >= last
                ? new Pace(phase, since, first, progress.done())
                : new Pace(name, now, progress.done(), progress.done());
    }

    /** Time that the rest of the phase takes at this pace; empty while nothing is known. */
    public Optional<Duration> left(StageProgress progress, Instant now) {
        if (last <= first) {
            return Optional.empty();
        }
        double spent = Duration.between(since, now).toMillis();
        return Optional.of(Duration.ofMillis(Math.round(spent * (progress.total() - last) / (last - first))));
    }
}
