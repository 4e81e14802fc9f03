package org.mindpress.processors.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.engine.data.ImageSet;
import org.mindpress.engine.data.ImageShape;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.processors.report.Certificate;
import org.mindpress.processors.report.ExampleReports;
import org.mindpress.processors.report.Report;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.processors.stage.PredictionsDocument;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.Sha256;

/** Finished runs with the documents of {@code fetch}, {@code export} and {@code verify}, without the work. */
public final class PassedRuns {
    public static final Instant NIGHT = Instant.parse("2026-11-25T20:30:00Z");
    static final int IMAGES = 200;
    private static final int CLASSES = 3;

    private final ArtifactStore store;

    public PassedRuns(ArtifactStore store) {
        this.store = store;
    }

    public RunStore runs() {
        return new RunStore(store);
    }

    /**
     * Variations of a run.
     *
     * @param status of the outcome
     * @param wrong test images answered wrongly: the first so many
     * @param testSeed decides the test images
     * @param report whose evaluation and measurements it has
     */
    record Kind(RunStatus status, int wrong, long testSeed, Report report) {}

    /** A run that passed on that night; another night is another run. */
    public RunReference passed(String pipeline, int night) throws IOException {
        return run(pipeline, night, new Kind(RunStatus.PASSED, 10, 1, ExampleReports.full("net")));
    }

    RunReference run(String pipeline, int night, Kind kind) throws IOException {
        RunReference run = verified(pipeline, night, kind);
        boolean fault = kind.status == RunStatus.ERROR;
        runs().finish(
                        run,
                        new RunOutcome(
                                RunOutcome.VERSION,
                                pipeline,
                                run.run().text(),
                                kind.status,
                                "as the test wants it",
                                "",
                                fault ? ErrorKind.USER : ErrorKind.NONE,
                                new TreeMap<>(),
                                NIGHT,
                                NIGHT.plusSeconds(600)));
        return run;
    }

    /** The same without an outcome. */
    RunReference verified(String pipeline, int night, Kind kind) throws IOException {
        RunReference run = reference(pipeline, night);
        byte[] deployment = ("model of night " + night).getBytes(StandardCharsets.UTF_8);
        Certificate example = kind.report.certificate();
        SortedMap<String, String> digests = new TreeMap<>(example.digests());
        digests.put(ReleasedRun.DEPLOYMENT, Sha256.of(deployment));
        Certificate certificate = new Certificate(
                Certificate.VERSION,
                pipeline,
                night,
                IMAGES,
                example.accuracies(),
                example.comparisons(),
                example.parity(),
                example.simulation(),
                example.verdict(),
                example.input(),
                digests,
                example.settings(),
                example.versions());
        settle(run, StageName.FETCH, Map.of("test.images", testImages(kind.testSeed)));
        settle(run, StageName.EXPORT, Map.of(ReleasedRun.DEPLOYMENT, deployment, "verification.mindir", new byte[] {1
        }));
        settle(
                run,
                StageName.VERIFY,
                Map.of(
                        ReleasedRun.CERTIFICATE,
                        Documents.write(certificate),
                        "evaluation.json",
                        Documents.write(kind.report.evaluation()),
                        "measurements.json",
                        Documents.write(kind.report.measurements()),
                        "predictions.json",
                        Documents.write(predictions(kind.wrong))));
        return run;
    }

    static RunReference reference(String pipeline, int night) {
        return new RunReference(
                pipeline, RunId.of(NIGHT.plusSeconds(86_400L * night), TriggerKey.api(pipeline, "night " + night)));
    }

    private void settle(RunReference run, StageName stage, Map<String, byte[]> artifacts) throws IOException {
        List<ArtifactReference> outputs = new ArrayList<>();
        for (Map.Entry<String, byte[]> artifact : new TreeMap<>(artifacts).entrySet()) {
            String key = run.stagePrefix(stage) + "attempt/" + artifact.getKey();
            store.put(key, artifact.getValue());
            outputs.add(new ArtifactReference(
                    artifact.getKey(), key, artifact.getValue().length, Sha256.of(artifact.getValue())));
        }
        runs().settle(
                        run,
                        stage,
                        new StageManifest(
                                StageManifest.VERSION,
                                stage.spelling(),
                                "ab".repeat(32),
                                "attempt",
                                List.of(),
                                outputs,
                                new TreeMap<>(),
                                new TreeMap<>(),
                                new TreeMap<>(),
                                run.manifestKey(stage),
                                NIGHT,
                                NIGHT.plusSeconds(60)));
    }

    private static int label(int image) {
        return image % CLASSES;
    }

    private static byte[] testImages(long seed) throws IOException {
        ImageShape shape = new ImageShape(1, 1, 1);
        byte[] pixels = new byte[IMAGES];
        int[] labels = new int[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            pixels[i] = (byte) (i + seed);
            labels[i] = label(i);
        }
        Path file = Files.createTempFile("test", ".images");
        try {
            PackedImages.write(
                    ImageSet.labelled(Split.TEST, shape, List.of("dark", "grey", "light"), pixels, labels), file);
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    private static PredictionsDocument predictions(int wrong) {
        List<Integer> classes = new ArrayList<>();
        List<String> logits = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            classes.add(i < wrong ? (label(i) + 1) % CLASSES : label(i));
            logits.add("00".repeat(8));
        }
        return new PredictionsDocument(
                PredictionsDocument.VERSION, ReleasedRun.DEPLOYMENT, CLASSES, classes, logits, List.of(0));
    }
}
