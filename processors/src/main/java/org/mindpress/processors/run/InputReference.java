package org.mindpress.processors.run;

import java.util.Objects;
import org.mindpress.storage.Sha256;

/**
 * Something of the user's that a run reads.
 *
 * @param location key in the bucket, or prefix of a data set with a slash at its end
 * @param digest what it was when the run was submitted: a listing digest (see {@link DataListing})
 */
public record InputReference(String location, String digest) {
    public InputReference {
        Objects.requireNonNull(location, "location");
        Sha256.check(digest);
    }
}
