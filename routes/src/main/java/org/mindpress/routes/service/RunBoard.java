package org.mindpress.routes.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.processors.stage.StageEnd;
import org.mindpress.processors.stage.StageProgress;

/** Where the runs of this process are right now. Thread-safe. */
final class RunBoard implements RunListener {
    private final Map<RunReference, Entry> entries = new ConcurrentHashMap<>();
    private final Clock clock;

    RunBoard(Clock clock) {
        this.clock = clock;
    }

    /**
     * A stage at work.
     *
     * @param stage which
     * @param startedAt when it began
     * @param progress where it is
     * @param phaseStartedAt when the phase in hand began
     * @param note the newest remark
     */
    record Entry(
            StageName stage,
            Instant startedAt,
            Optional<StageProgress> progress,
            Instant phaseStartedAt,
            Optional<String> note) {

        /** Time that the phase in hand still takes at its speed so far. */
        Optional<Duration> left(Instant now) {
            return progress.filter(at -> at.done() > 0).map(at -> {
                double spent = Duration.between(phaseStartedAt, now).toMillis();
                return Duration.ofMillis(Math.round(spent * (at.total() - at.done()) / at.done()));
            });
        }
    }

    Optional<Entry> at(RunReference run) {
        return Optional.ofNullable(entries.get(run));
    }

    @Override
    public void stageStarted(RunReference run, StageName stage) {
        Instant now = clock.instant();
        entries.put(run, new Entry(stage, now, Optional.empty(), now, Optional.empty()));
    }

    @Override
    public void progress(RunReference run, StageProgress progress) {
        Instant now = clock.instant();
        entries.compute(run, (key, old) -> {
            if (old == null || old.stage() != progress.stage()) {
                return new Entry(progress.stage(), now, Optional.of(progress), now, Optional.empty());
            }
            boolean samePhase = old.progress()
                    .filter(before -> before.phase().equals(progress.phase()) && before.done() <= progress.done())
                    .isPresent();
            return new Entry(
                    old.stage(),
                    old.startedAt(),
                    Optional.of(progress),
                    samePhase ? old.phaseStartedAt() : now,
                    old.note());
        });
    }

    @Override
    public void note(RunReference run, StageName stage, String text) {
        Instant now = clock.instant();
        entries.compute(
                run,
                (key, old) -> old == null || old.stage() != stage
                        ? new Entry(stage, now, Optional.empty(), now, Optional.of(text))
                        : new Entry(stage, old.startedAt(), old.progress(), old.phaseStartedAt(), Optional.of(text)));
    }

    @Override
    public void stageFinished(RunReference run, StageName stage, StageEnd end, Duration took) {
        entries.remove(run);
    }

    @Override
    public void runFinished(RunReference run, RunOutcome outcome) {
        entries.remove(run);
    }
}
