package org.mindpress.routes.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.processors.stage.StageEnd;
import org.mindpress.processors.stage.StageProgress;
import org.mindpress.routes.service.Pace;

/** Shows what the runs of this process do. Thread-safe. */
final class RunProgress implements RunListener {
    private final ProgressDisplay display;
    private final Clock clock;
    private Pace pace = Pace.unknown();

    RunProgress(ProgressDisplay display, Clock clock) {
        this.display = display;
        this.clock = clock;
    }

    @Override
    public void stageStarted(RunReference run, StageName stage) {
        display.show(new Progress(
                stage.spelling(),
                0,
                0,
                "starts",
                java.util.OptionalDouble.empty(),
                java.util.OptionalDouble.empty(),
                Optional.empty()));
    }

    @Override
    public synchronized void progress(RunReference run, StageProgress at) {
        Instant now = clock.instant();
        pace = pace.with(at, now);
        display.show(new Progress(
                at.stage().spelling(),
                at.done(),
                at.total(),
                at.unit() + (at.phase().isEmpty() ? "" : ", " + at.phase()),
                at.imagesPerSecond(),
                at.loss(),
                pace.left(at, now)));
    }

    @Override
    public void note(RunReference run, StageName stage, String text) {
        display.say(String.format("  %-10s %s", stage.spelling(), text));
    }

    @Override
    public void stageFinished(RunReference run, StageName stage, StageEnd end, Duration took) {
        display.clear();
        if (end == StageEnd.COMPUTED) {
            display.say(String.format("  %-10s done in %s", stage.spelling(), ProgressDisplay.spoken(took)));
        }
    }
}
