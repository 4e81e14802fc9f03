package org.mindpress.routes.events;

/** A document that is no event of a bucket, with what was expected. */
public final class EventRefusal extends Exception {
    private static final long serialVersionUID = 1;

    EventRefusal(String message) {
        super(message);
    }
}
