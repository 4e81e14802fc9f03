package org.mindpress.processors.run;

/** What can start a run. */
public enum TriggerKind {
    EVENT,
    SCHEDULE,
    API,
    COMMAND_LINE
}
