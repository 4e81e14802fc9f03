package org.mindpress.routes.service;

/** A request that gets an error as its answer. */
final class ApiFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    ApiFault(int status, String message) {
        super(message);
        this.status = status;
    }

    /** HTTP status. */
    int status() {
        return status;
    }
}
