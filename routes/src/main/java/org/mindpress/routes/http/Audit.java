package org.mindpress.routes.http;

/** Hears what became of every request. Thread-safe. */
@FunctionalInterface
public interface Audit {
    /** A request was answered. */
    void answered(Endpoint endpoint, String path, Caller caller, int status);
}
