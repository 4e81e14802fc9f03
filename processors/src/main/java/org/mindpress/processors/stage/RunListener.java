package org.mindpress.processors.stage;

import java.time.Duration;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageName;

/** Hears what runs do, from the threads that work on them. Must not throw. */
public interface RunListener {
    /** Hears nothing. */
    RunListener NONE = new RunListener() {};

    /** A stage begins to compute. */
    default void stageStarted(RunReference run, StageName stage) {}

    /** A stage got on. */
    default void progress(RunReference run, StageProgress progress) {}

    /** Something worth telling people: a warning, a decision, a figure. */
    default void note(RunReference run, StageName stage, String text) {}

    /** A stage failed, told before its end. What it said is for the outcome; here is only whom it concerns. */
    default void stageFailed(RunReference run, StageName stage, ErrorKind kind) {}

    /** A stage ended. */
    default void stageFinished(RunReference run, StageName stage, StageEnd end, Duration took) {}

    /** A run ended. */
    default void runFinished(RunReference run, RunOutcome outcome) {}
}
