package org.mindpress.routes.schedule;

import java.time.Instant;

/** What the queue calls; implementations decide everything, the queue only says when. */
public interface QueuedWork {

    /** Works on one run until it has an outcome or the process stops; called once at a time per pipeline. */
    void work(String pipeline, String runId);

    /** A schedule fired; submits a run for the scheduled time, which may lie in the past after a stop. */
    void fire(String pipeline, Instant scheduledTime);
}
