package org.mindpress.routes.schedule;

/** What the queue calls; implementations decide everything, the queue only says when. */
public interface QueuedWork {

    /** Works on one run until it has an outcome or the process stops; called once at a time per pipeline. */
    void work(String pipeline, String runId);

    /** A time of a pipeline's schedule has come, or came while the process was down. */
    void fire(String pipeline);
}
