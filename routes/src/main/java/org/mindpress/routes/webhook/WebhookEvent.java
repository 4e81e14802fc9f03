package org.mindpress.routes.webhook;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be told. */
public enum WebhookEvent {
    /** A run has an outcome. */
    RUN_ENDED("run-ended"),
    /** A channel of a pipeline holds something else: staging and production whoever did it, candidate by rolling back through this service. */
    RELEASED("released"),
    /** A time of a schedule has no run: it was missed, another run was in its way, or its run was refused. A schedule that is paused tells nothing. */
    SCHEDULE_SKIPPED("schedule-skipped");

    private final String spelling;

    WebhookEvent(String spelling) {
        this.spelling = spelling;
    }

    /** The one spelling in files and messages. */
    public String spelling() {
        return spelling;
    }

    static Optional<WebhookEvent> of(String spelling) {
        return Arrays.stream(values())
                .filter(one -> one.spelling.equals(spelling))
                .findFirst();
    }

    static List<String> spellings() {
        return Arrays.stream(values()).map(WebhookEvent::spelling).toList();
    }
}
