package org.mindpress.processors.release;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunReference;
import org.mindpress.storage.Sha256;

/**
 * {@code releases/<pipeline>/<channel>/<n>.json}: what a channel holds from then on. Written once, never removed; the highest n counts.
 *
 * @param version of this form, 1
 * @param pipeline name
 * @param channel which
 * @param number n, from 1
 * @param action how it came there
 * @param run that made the model
 * @param deployment the file for devices
 * @param certificateSha256 digest of the run's certificate
 * @param by who asked
 * @param approvedBy the approver, or nobody where none is needed
 * @param why in the words of who asked
 * @param at time of the decision
 * @param replaces the number that held before, or none
 * @param restores for a rollback the number that holds again, or none
 */
public record ReleaseRecord(
        int version,
        String pipeline,
        Channel channel,
        int number,
        ReleaseAction action,
        String run,
        ArtifactReference deployment,
        String certificateSha256,
        String by,
        List<String> approvedBy,
        String why,
        Instant at,
        List<Integer> replaces,
        List<Integer> restores) {
    public static final int VERSION = 1;

    public ReleaseRecord {
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "release record has version " + version + ", this mindpress knows version " + VERSION);
        }
        if (number < 1) {
            throw new IllegalArgumentException("releases are counted from 1: " + number);
        }
        Objects.requireNonNull(deployment, "deployment");
        Sha256.check(certificateSha256);
        approvedBy = List.copyOf(approvedBy);
        replaces = List.copyOf(replaces);
        restores = List.copyOf(restores);
        if (approvedBy.size() > 1 || replaces.size() > 1 || restores.size() > 1) {
            throw new IllegalArgumentException("release record: more than one of approvedBy " + approvedBy
                    + ", replaces " + replaces + " or restores " + restores);
        }
        if ((action == ReleaseAction.ROLLBACK) == restores.isEmpty()) {
            throw new IllegalArgumentException("release record: " + action + " restores " + restores);
        }
        if (channel == Channel.PRODUCTION && action == ReleaseAction.PROMOTE && approvedBy.isEmpty()) {
            throw new IllegalArgumentException("release record: nobody approved of this for production");
        }
    }

    public RunReference reference() {
        return new RunReference(pipeline, new RunId(run));
    }

    /** For messages: {@code nightly/production 3}. */
    public String title() {
        return pipeline + "/" + channel.spelling() + " " + number;
    }
}
