package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

class RunIndexTest {
    private static final Instant BEGIN = Instant.parse("2026-11-26T00:00:00Z");

    private static EmbeddedStore store;
    private static S3ArtifactStore bucket;
    private static RunStore runs;

    private final Random random = new Random(11);
    private int made;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        store = EmbeddedStore.open(folder);
        bucket = S3ArtifactStore.of(store.settings());
        bucket.probe();
        runs = new RunStore(bucket);
    }

    @AfterAll
    static void close() throws IOException {
        bucket.close();
        store.close();
    }

    private RunReference submit(String pipeline) throws IOException {
        Instant time = BEGIN.plusSeconds(made++);
        TriggerKey trigger = TriggerKey.schedule(pipeline, time);
        RunReference run = new RunReference(pipeline, RunId.of(time, trigger));
        runs.create(new RunRequest(
                RunRequest.VERSION,
                pipeline,
                run.run().text(),
                trigger,
                "pipeline: " + pipeline,
                new TreeMap<>(),
                1,
                time,
                "test"));
        return run;
    }

    private RunOutcome end(RunReference run) throws IOException {
        TreeMap<String, Double> figures = new TreeMap<>();
        figures.put("drop.points", random.nextDouble());
        figures.put("something.else", 1.0);
        return runs.finish(
                run,
                new RunOutcome(
                        RunOutcome.VERSION,
                        run.pipeline(),
                        run.run().text(),
                        random.nextBoolean() ? RunStatus.PASSED : RunStatus.FAILED,
                        "because,\nof \"this\"",
                        "",
                        ErrorKind.NONE,
                        figures,
                        BEGIN,
                        BEGIN.plusSeconds(9)));
    }

    private static void equalsAFullScan(RunIndex index) throws IOException {
        List<RunReference> all = runs.list();
        assertThat(index.list()).containsExactlyInAnyOrderElementsOf(all).isSortedAccordingTo(RunQuery.ORDER);
        List<RunReference> open = new ArrayList<>();
        for (RunReference run : all) {
            Optional<EndedRun> expected = runs.outcome(run).map(outcome -> EndedRun.of(run, outcome));
            if (expected.isEmpty()) {
                open.add(run);
            }
            assertThat(index.ended(run)).isEqualTo(expected);
            assertThat(index.find(run.run().text())).contains(run);
        }
        assertThat(index.open()).containsExactlyElementsOf(runs.unfinished()).containsExactlyInAnyOrderElementsOf(open);
    }

    /** Some runs are of this process and some of others; in between the index is thrown away and read again. */
    @Test
    void afterAnySequenceOfEventsItEqualsAFullScan(@TempDir Path folder) throws IOException {
        EndedRunFile file = new EndedRunFile(folder.resolve("deep/ended.jsonl"));
        RunIndex index = new RunIndex(runs, Optional.of(file));
        List<RunReference> open = new ArrayList<>();
        for (int step = 0; step < 120; step++) {
            int choice = random.nextInt(10);
            if (choice < 3) {
                RunReference own = submit("pipeline-" + random.nextInt(3));
                index.add(own);
                open.add(own);
            } else if (choice < 5) {
                open.add(submit("pipeline-" + random.nextInt(3)));
            } else if (choice < 7 && !open.isEmpty()) {
                RunReference run = open.remove(random.nextInt(open.size()));
                index.runFinished(run, end(run));
            } else if (choice < 9 && !open.isEmpty()) {
                end(open.remove(random.nextInt(open.size())));
            } else {
                index = new RunIndex(runs, Optional.of(file));
            }
            if (step % 20 == 19) {
                index.reconcile();
                equalsAFullScan(index);
                index.reconcile();
                equalsAFullScan(index);
            }
        }
        RunReference gone = runs.list().get(0);
        bucket.delete(List.of(gone.requestKey(), gone.outcomeKey()));
        index.reconcile();
        equalsAFullScan(index);
    }

    @Test
    void aFileThatCannotBeReadCostsReadingAndNothingElse(@TempDir Path folder) throws IOException {
        RunReference run = submit("kept");
        Path path = folder.resolve("ended.jsonl");
        EndedRunFile file = new EndedRunFile(path);
        file.append(EndedRun.of(run, end(run)));
        assertThat(file.read())
                .singleElement()
                .isEqualTo(EndedRun.of(run, runs.outcome(run).orElseThrow()));

        Files.writeString(path, "{\"pipeline\": \"half a li", StandardOpenOption.APPEND);
        assertThat(file.read()).hasSize(1);
        Files.write(path, new byte[] {(byte) 0xff, (byte) 0xfe, '\n', 0});
        assertThat(file.read()).isEmpty();
        RunIndex index = new RunIndex(runs, Optional.of(file));
        index.reconcile();
        equalsAFullScan(index);

        EndedRunFile nowhere = new EndedRunFile(path.resolve("below-a-file"));
        nowhere.append(EndedRun.of(run, runs.outcome(run).orElseThrow()));
        assertThat(nowhere.read()).isEmpty();
    }

    @Test
    void halfAnIdIsEnoughWhenItIsOneRuns() throws IOException {
        RunReference first = submit("found");
        submit("found");
        RunIndex index = new RunIndex(runs, Optional.empty());

        assertThat(index.find("2026")).isEmpty();
        assertThat(index.find(first.run().text().substring(20))).contains(first);
        assertThat(index.find(first.toString())).contains(first);
        assertThat(index.find("none")).isEmpty();
        RunReference later = submit("found");
        assertThat(index.find(later.run().text())).contains(later);
    }
}
