package org.mindpress.routes.service;

import java.time.Duration;
import java.util.List;
import org.mindpress.monitoring.MindpressMetrics;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.Figures;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.processors.stage.StageEnd;
import org.mindpress.processors.stage.StageProgress;

/** Tells several listeners, in order. Thread-safe when they are. */
public record RunEvents(List<RunListener> listeners) implements RunListener {
    public RunEvents {
        listeners = List.copyOf(listeners);
    }

    /** Records stages and runs in the meters. */
    static RunListener meters(MindpressMetrics metrics) {
        return new RunListener() {
            @Override
            public void stageFinished(RunReference run, StageName stage, StageEnd end, Duration took) {
                metrics.stageFinished(run.pipeline(), stage.spelling(), end.spelling(), took);
            }

            @Override
            public void runFinished(RunReference run, RunOutcome outcome) {
                metrics.runFinished(run.pipeline(), outcome.status().name(), outcome.finishedAt());
                Figures.measurements(outcome).ifPresent(metrics::record);
            }
        };
    }

    @Override
    public void stageStarted(RunReference run, StageName stage) {
        listeners.forEach(listener -> listener.stageStarted(run, stage));
    }

    @Override
    public void progress(RunReference run, StageProgress progress) {
        listeners.forEach(listener -> listener.progress(run, progress));
    }

    @Override
    public void note(RunReference run, StageName stage, String text) {
        listeners.forEach(listener -> listener.note(run, stage, text));
    }

    @Override
    public void stageFailed(RunReference run, StageName stage, ErrorKind kind) {
        listeners.forEach(listener -> listener.stageFailed(run, stage, kind));
    }

    @Override
    public void stageFinished(RunReference run, StageName stage, StageEnd end, Duration took) {
        listeners.forEach(listener -> listener.stageFinished(run, stage, end, took));
    }

    @Override
    public void runFinished(RunReference run, RunOutcome outcome) {
        listeners.forEach(listener -> listener.runFinished(run, outcome));
    }
}
