package org.mindpress.processors.camel;

import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.mindpress.processors.run.RunOutcome;

/**
 * What became of a run that went through the routes.
 *
 * @param outcome when the run is over; empty when it can go on later
 * @param reason why it can, for people; empty when it is over
 */
public record RunEnd(Optional<RunOutcome> outcome, String reason) {
    private static final String PROPERTY = "mindpress.end";

    public RunEnd {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(reason, "reason");
    }

    /** The run is over. */
    public static RunEnd over(RunOutcome outcome) {
        return new RunEnd(Optional.of(outcome), "");
    }

    /** The run can go on in this process or another. */
    public static RunEnd resumable(String reason) {
        return new RunEnd(Optional.empty(), reason);
    }

    /** What the routes wrote on an exchange, when they came to an end. */
    public static Optional<RunEnd> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, RunEnd.class));
    }

    void writeOn(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }
}
