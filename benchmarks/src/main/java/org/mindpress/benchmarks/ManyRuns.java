package org.mindpress.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.s3.S3ArtifactStore;

/** Fills a store with runs of five pipelines that are over, and times a page of 50 without any index. Arguments: folder of the store, number of runs. */
public final class ManyRuns {
    private static final int PIPELINES = 5;
    private static final int FIGURES = 30;
    private static final int PAGE = 50;
    private static final int REPETITIONS = 7;

    private ManyRuns() {}

    /** Writes the runs, then the median time of listing all and reading the outcomes of the newest fifty. */
    public static void main(String[] arguments) throws IOException {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        int count = Integer.parseInt(arguments[1]);
        try (EmbeddedStore store = EmbeddedStore.open(Path.of(arguments[0]));
                S3ArtifactStore bucket = S3ArtifactStore.of(store.settings())) {
            bucket.probe();
            RunStore runs = new RunStore(bucket);
            IntStream.range(0, count).parallel().forEach(number -> write(runs, number));
            double[] millis = new double[REPETITIONS];
            for (int i = 0; i < REPETITIONS; i++) {
                long begin = System.nanoTime();
                List<RunReference> all = runs.list();
                for (RunReference run : all.subList(0, Math.min(PAGE, all.size()))) {
                    runs.outcome(run);
                }
                millis[i] = (System.nanoTime() - begin) / 1e6;
            }
            Arrays.sort(millis);
            out.printf("%d runs; a page of %d from the bucket alone: %.0f ms%n", count, PAGE, millis[REPETITIONS / 2]);
        }
    }

    private static void write(RunStore runs, int number) {
        String pipeline = "pipeline-" + number % PIPELINES;
        Instant time = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(600L * number);
        TriggerKey trigger = TriggerKey.schedule(pipeline, time);
        RunRequest request = new RunRequest(
                RunRequest.VERSION,
                pipeline,
                RunId.of(time, trigger).text(),
                trigger,
                "pipeline: " + pipeline + "\n",
                new TreeMap<>(),
                1,
                time,
                "schedule");
        SortedMap<String, Double> figures = new TreeMap<>();
        for (int i = 0; i < FIGURES; i++) {
            figures.put("figure." + i, 1.0 * i);
        }
        figures.put("accuracy.integer", 0.9);
        figures.put("drop.points", 0.1);
        RunStatus status = number % 3 == 0 ? RunStatus.FAILED : RunStatus.PASSED;
        try {
            runs.create(request);
            runs.finish(
                    request.reference(),
                    new RunOutcome(
                            RunOutcome.VERSION,
                            pipeline,
                            request.run(),
                            status,
                            "the accuracy drop is 0.1 points",
                            "",
                            ErrorKind.NONE,
                            figures,
                            time,
                            time.plusSeconds(60)));
        } catch (IOException e) {
            throw new IllegalStateException("run " + number + " cannot be written: " + e.getMessage(), e);
        }
    }
}
