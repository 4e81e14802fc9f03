package org.mindpress.processors.run;

import java.time.Instant;
import java.util.Objects;
import java.util.SortedMap;
import java.util.UUID;
import org.mindpress.storage.Sha256;

/**
 * Why a run exists: equal triggers start one run.
 *
 * @param kind of the trigger
 * @param sha256 over everything that tells one trigger from another, 64 lower-case hex digits
 */
public record TriggerKey(TriggerKind kind, String sha256) {
    private static final int SHORT_DIGITS = 16;

    public TriggerKey {
        Objects.requireNonNull(kind, "kind");
        Sha256.check(sha256);
    }

    /** New data: (pipeline, version of its file, listing digest of the data set). */
    public static TriggerKey event(String pipeline, String pipelineText, DataListing listing) {
        return of(
                TriggerKind.EVENT,
                new FieldDigest("event")
                        .field("pipeline", pipeline)
                        .field("text", pipelineText)
                        .field("listing", listing.digest()));
    }

    /** The clock: (schedule, scheduled time). */
    public static TriggerKey schedule(String pipeline, Instant scheduled) {
        return of(
                TriggerKind.SCHEDULE,
                new FieldDigest("schedule").field("pipeline", pipeline).field("time", scheduled.toString()));
    }

    /** A call with the caller's {@code Idempotency-Key}. */
    public static TriggerKey api(String pipeline, String idempotencyKey) {
        return of(
                TriggerKind.API,
                new FieldDigest("api").field("pipeline", pipeline).field("key", idempotencyKey));
    }

    /** A call without a key: every call starts a run. */
    public static TriggerKey apiWithoutKey(String pipeline) {
        return api(pipeline, "random " + UUID.randomUUID());
    }

    /**
     * The command line: (pipeline text, input digests).
     *
     * @param inputs digests by name
     * @param repetition how many runs of the same text and inputs have ended
     */
    public static TriggerKey commandLine(
            String pipeline, String pipelineText, SortedMap<String, String> inputs, int repetition) {
        return of(
                TriggerKind.COMMAND_LINE,
                new FieldDigest("command line")
                        .field("pipeline", pipeline)
                        .field("text", pipelineText)
                        .fields("inputs", inputs)
                        .field("repetition", repetition));
    }

    /**
     * The command line, for a run once more: (ended run, first stage that is computed).
     *
     * @param from spelling of that stage; empty when everything may come from cache
     * @param repetition how many such retries have ended
     */
    public static TriggerKey retry(String pipeline, String run, String from, int repetition) {
        return of(
                TriggerKind.COMMAND_LINE,
                new FieldDigest("retry")
                        .field("pipeline", pipeline)
                        .field("run", run)
                        .field("from", from)
                        .field("repetition", repetition));
    }

    /** The digits that run ids end in. */
    public String shortDigits() {
        return sha256.substring(0, SHORT_DIGITS);
    }

    private static TriggerKey of(TriggerKind kind, FieldDigest digest) {
        return new TriggerKey(kind, digest.hex());
    }
}
