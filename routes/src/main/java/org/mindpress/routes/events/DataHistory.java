package org.mindpress.routes.events;

import java.time.Instant;
import java.util.Optional;
import org.mindpress.processors.run.RunReference;

/**
 * What a pipeline has made of its data so far.
 *
 * @param reader the run that read exactly the listing in question, whatever had started it
 * @param registeredAt when the pipeline was registered, as long as it has no run at all; empty once it has one
 */
record DataHistory(Optional<RunReference> reader, Optional<Instant> registeredAt) {

    /** Runs there are, and none of them read this listing. */
    static final DataHistory OTHER_DATA = new DataHistory(Optional.empty(), Optional.empty());

    static DataHistory readBy(RunReference run) {
        return new DataHistory(Optional.of(run), Optional.empty());
    }

    static DataHistory noRunSince(Instant registered) {
        return new DataHistory(Optional.empty(), Optional.of(registered));
    }
}
