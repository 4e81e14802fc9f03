package org.mindpress.processors.run;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.storage.Sha256;

/** Documents for tests. */
final class Examples {
    static final Instant NIGHT = Instant.parse("2026-11-25T20:30:00.250Z");
    static final Clock CLOCK = Clock.fixed(NIGHT, ZoneOffset.UTC);
    static final TriggerKey TRIGGER = TriggerKey.api("nightly", "one");
    static final RunReference RUN = new RunReference("nightly", RunId.of(NIGHT, TRIGGER));

    private Examples() {}

    static String digest(String text) {
        return Sha256.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    static ArtifactReference artifact(String name, byte[] content) {
        return new ArtifactReference(name, "artifacts/" + name, content.length, Sha256.of(content));
    }

    static SortedMap<String, Double> figures() {
        return new TreeMap<>(Map.of("accuracy", 0.9169, "latency", 1e-9, "whole", 3.0));
    }

    static RunRequest request() {
        return new RunRequest(
                RunRequest.VERSION,
                RUN.pipeline(),
                RUN.run().text(),
                TRIGGER,
                "pipeline: nightly\n# \u00fc \"quoted\" \\ \u2028\n",
                new TreeMap<>(Map.of("data", new InputReference("datasets/tiny/", digest("data")))),
                Long.MIN_VALUE,
                NIGHT,
                "command line");
    }

    static StageManifest manifest(String attempt) {
        return new StageManifest(
                StageManifest.VERSION,
                "qat",
                digest("key"),
                attempt,
                List.of(artifact("model.onnx", new byte[] {1})),
                List.of(artifact("trained.onnx", new byte[] {2, 3})),
                new TreeMap<>(Map.of("steps", "150")),
                new TreeMap<>(Map.of("java", "17")),
                figures(),
                RUN.manifestKey(StageName.QAT),
                NIGHT,
                NIGHT.plusSeconds(90));
    }

    static RunOutcome outcome(RunStatus status, String reason) {
        return new RunOutcome(
                RunOutcome.VERSION,
                RUN.pipeline(),
                RUN.run().text(),
                status,
                reason,
                "",
                status == RunStatus.ERROR ? ErrorKind.USER : ErrorKind.NONE,
                figures(),
                NIGHT,
                NIGHT.plusSeconds(600));
    }
}
