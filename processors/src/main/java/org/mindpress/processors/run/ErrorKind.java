package org.mindpress.processors.run;

/** The few kinds of fault; who gets one knows what to do. */
public enum ErrorKind {
    /** No fault. */
    NONE,
    /** The pipeline, the model or the data is wrong: change it. */
    USER,
    /** mindpress is wrong: report it. */
    INTERNAL,
    /** Disk, memory or another bound is reached: make room. */
    RESOURCE,
    /** Something did not answer: try again. */
    TRANSIENT
}
