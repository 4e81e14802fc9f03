package org.mindpress.processors.run;

/**
 * {@code triggers/<pipeline>/<digits>.json}: the run that a trigger started. Written once, before the request, so that equal triggers get
 * one run id whenever and wherever they arrive.
 *
 * @param version of this form, 1
 * @param triggerKey full SHA-256 of the trigger
 * @param run id
 */
public record TriggerRecord(int version, String triggerKey, String run) {
    public static final int VERSION = 1;

    public TriggerRecord {
        Documents.requireVersion("trigger", version, VERSION);
    }
}
