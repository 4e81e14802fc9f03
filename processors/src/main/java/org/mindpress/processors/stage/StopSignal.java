package org.mindpress.processors.stage;

/** Whether the work in hand shall end soon; asked within every batch. Thread-safe. */
@FunctionalInterface
public interface StopSignal {
    /** Never stops. */
    StopSignal NEVER = () -> false;

    /** True from the moment that somebody wants the work to end. */
    boolean isRaised();
}
