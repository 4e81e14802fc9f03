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
     * @param pace of the phase in hand
     * @param note the newest remark
     */
    record Entry(
            StageName stage, Instant startedAt, Optional<StageProgress> progress, Pace pace, Optional<String> note) {

        /** Time that the phase in hand still takes at its speed so far. */
        Optional<Duration> left(Instant now) {
            return progress.flatMap(at -> pace.left(at, now));
        }
    }

    Optional<Entry> at(RunReference run) {
        return Optional.ofNullable(entries.get(run));
    }

    @Override
    public void stageStarted(RunReference run, StageName stage) {
        entries.put(run, begun(stage));
    }

    private Entry begun(StageName stage) {
        return new Entry(stage, clock.instant(), Optional.empty(), Pace.unknown(), Optional.empty());
    }

    private Entry known(Optional<Entry> entry, StageName stage) {
        return entry.filter(at -> at.stage() == stage).orElseGet(() -> begun(stage));
    }

    @Override
    public void progress(RunReference run, StageProgress progress) {
        entries.compute(run, (key, old) -> {
            Entry at = known(Optional.ofNullable(old), progress.stage());
            Pace pace = at.pace().with(progress, clock.instant());
            return new Entry(at.stage(), at.startedAt(), Optional.of(progress), pace, at.note());
        });
    }

    @Override
    public void note(RunReference run, StageName stage, String text) {
        entries.compute(run, (key, old) -> {
            Entry at = known(Optional.ofNullable(old), stage);
            return new Entry(at.stage(), at.startedAt(), at.progress(), at.pace(), Optional.of(text));
        });
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
