package org.mindpress.routes.webhook;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be told. */
public enum WebhookEvent {
    /** A run has an outcome. */
    RUN_ENDED("run-ended"),
    /** A channel of a pipeline holds something else, by promotion or by rolling back through this service. */
    RELEASED("released");

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
