package org.mindpress.routes.events;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mindpress.processors.pipeline.Completeness;
import org.mindpress.processors.pipeline.DataSettings;
import org.mindpress.processors.run.DataListing;
import org.mindpress.storage.StoredObject;

/**
 * Decides whether a data set is a reason for a run. A function of its arguments: which source told of a change, how often and in which order
 * does not come into it.
 */
final class DataSetRule {
    private DataSetRule() {}

    /**
     * The decision for one pipeline.
     *
     * @param listing of the data set, now
     * @param state of this listing
     * @param completeness of the pipeline
     * @param history of the pipeline with this listing
     */
    static DataDecision decide(
            DataListing listing, DataSetState state, Completeness completeness, DataHistory history, Instant now) {
        if (history.reader().isPresent()) {
            return DataDecision.none("run " + history.reader().get().run() + " reads exactly these objects");
        }
        if (listing.objects().stream().allMatch(object -> isMarker(listing, object))) {
            return DataDecision.none("there are no objects under " + listing.prefix());
        }
        if (history.registeredAt()
                .filter(time -> youngest(listing).isBefore(time))
                .isPresent()) {
            return DataDecision.none("the data were there before the pipeline was registered");
        }
        return switch (completeness.rule()) {
            case MARKER -> byMarker(listing);
            case QUIET -> byQuiet(state, completeness.quiet(), now);
        };
    }

    /** Whether the marker stands and no object is younger. Servers tell times to the second: of equal times the marker was last. */
    private static DataDecision byMarker(DataListing listing) {
        Optional<StoredObject> marker = listing.objects().stream()
                .filter(object -> isMarker(listing, object))
                .findFirst();
        if (marker.isEmpty()) {
            return DataDecision.waitFor(listing.prefix() + DataSettings.MARKER + " is missing");
        }
        return youngest(listing).isAfter(marker.get().lastModified())
                ? DataDecision.waitFor(
                        "objects are younger than " + marker.get().key() + ": write it again when all are there")
                : DataDecision.submit(marker.get().key() + " ends the upload");
    }

    private static DataDecision byQuiet(DataSetState state, Duration quiet, Instant now) {
        Instant end = state.changedAt().plus(quiet);
        return now.isBefore(end)
                ? DataDecision.waitFor(
                        "changed at " + state.changedAt() + "; complete at " + end + " if nothing changes")
                : DataDecision.submit("unchanged since " + state.changedAt());
    }

    private static Instant youngest(DataListing listing) {
        return listing.objects().stream()
                .map(StoredObject::lastModified)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    static boolean isMarker(DataListing listing, StoredObject object) {
        return object.key().equals(listing.prefix() + DataSettings.MARKER);
    }
}
