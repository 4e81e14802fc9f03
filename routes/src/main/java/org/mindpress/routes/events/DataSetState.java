package org.mindpress.routes.events;

import java.time.Instant;
import org.mindpress.processors.run.DataListing;
import org.mindpress.storage.StoredObject;

/**
 * What the last look at a data set saw. Can be lost: a fresh look makes it again from the listing.
 *
 * @param digest of the listing
 * @param changedAt when it came to be so, as far as it is known
 */
record DataSetState(String digest, Instant changedAt) {

    /** The first look: the youngest object tells when the last change was. */
    static DataSetState first(DataListing listing, Instant now) {
        Instant youngest = listing.objects().stream()
                .map(StoredObject::lastModified)
                .filter(time -> !time.isAfter(now))
                .max(Instant::compareTo)
                .orElse(now);
        return new DataSetState(listing.digest(), youngest);
    }

    /** A later look. A removal leaves no time behind, so a change is dated to the look that finds it. */
    DataSetState next(DataListing listing, Instant now) {
        String fresh = listing.digest();
        return fresh.equals(digest) ? this : new DataSetState(fresh, now);
    }
}
