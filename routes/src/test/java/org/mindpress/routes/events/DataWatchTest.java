package org.mindpress.routes.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineParser;
import org.mindpress.processors.pipeline.UriRules;
import org.mindpress.processors.run.DataListing;
import org.mindpress.processors.run.InputReference;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.routes.access.MovingClock;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.s3.S3ArtifactStore;

class DataWatchTest {
    private static final int OBJECTS = 500;

    private final MovingClock clock = new MovingClock(Instant.now());
    private EmbeddedStore store;
    private S3ArtifactStore bucket;
    private RunStore runs;
    private DataWatch watch;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        store = EmbeddedStore.open(folder);
        bucket = S3ArtifactStore.of(store.settings());
        runs = new RunStore(bucket);
        watch = new DataWatch(runs, this::submit, clock);
    }

    @AfterEach
    void stop() throws IOException {
        watch.close();
        bucket.close();
        store.close();
    }

    /** As the service does it, without a model. */
    private Optional<Submitted> submit(Pipeline pipeline, String text, DataListing listing) throws IOException {
        SortedMap<String, InputReference> inputs = new TreeMap<>();
        inputs.put("data", new InputReference(listing.prefix(), listing.digest()));
        TriggerKey key = TriggerKey.event(pipeline.name(), text, listing);
        return Optional.of(new RunSubmission(runs, clock).submit(pipeline, text, key, inputs, "test"));
    }

    private void register(String name, String set, String more) throws IOException {
        String text = """
                pipeline: %s
                data: { set: %s, format: idx%s }
                model: { uri: "bucket:models/small.onnx" }
                input: { channels: GRAY, height: 8, width: 8, mean: [0.5], standard-deviation: [0.5] }
                """.formatted(name, set, more);
        bucket.create("pipelines/" + name + "/1.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private String write(String key) throws IOException {
        bucket.put(key, key.getBytes(StandardCharsets.UTF_8));
        return key;
    }

    private void event(String key) throws Exception {
        String text = BucketEventsTest.records(BucketEventsTest.record("s3:ObjectCreated:Put", "mindpress", key));
        BucketEvents events = BucketEvents.read(new ObjectMapper().readTree(text), "mindpress");
        watch.mark(events.changed());
        if (!events.ended().isEmpty()) {
            watch.lookAt(events.ended());
        }
    }

    @Test
    void fiveHundredObjectsAndTheirEventsFromAllSourcesAreOneRun() throws Exception {
        register("by-marker", "many", "");
        register("by-quiet", "few", ", complete-when: quiet");
        Random random = new Random(7);
        List<String> late = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            String key = write("datasets/many/image-" + i);
            if (random.nextInt(4) > 0) {
                event(key);
            }
            late.add(key);
            if (i % 50 == 0) {
                late.add(write("datasets/few/image-" + i));
                watch.lookAtMarked();
            }
            if (i % 100 == 0) {
                watch.lookAtAll();
                clock.advance(Duration.ofSeconds(10));
            }
        }
        assertThat(runs.list()).isEmpty();
        event(write("datasets/many/_READY"));
        watch.lookAtAll();
        watch.lookAtMarked();
        assertThat(runs.list("by-marker")).hasSize(1);
        assertThat(runs.list("by-quiet")).isEmpty();

        clock.advance(Duration.ofMinutes(5));
        watch.lookAtAll();
        assertThat(runs.list("by-quiet")).hasSize(1);

        Collections.shuffle(late, random);
        late.add("datasets/many/_READY");
        for (String key : late) {
            event(key);
        }
        watch.lookAtMarked();
        watch.lookAtAll();
        assertThat(runs.list()).hasSize(2);
        for (RunReference run : runs.list()) {
            String prefix = run.pipeline().equals("by-marker") ? "datasets/many/" : "datasets/few/";
            assertThat(runs.request(run).orElseThrow().inputs().get("data").digest())
                    .isEqualTo(DataListing.of(bucket, prefix).digest());
        }
    }

    @Test
    void whatIsRememberedCanBeLost() throws Exception {
        register("watching", "set", "");
        write("datasets/set/images");
        event(write("datasets/set/_READY"));
        RunReference run = runs.list("watching").get(0);

        DataWatch fresh = new DataWatch(runs, this::submit, clock);
        List<DataLook> looks = fresh.lookAt(List.of("set"));
        fresh.close();

        assertThat(looks).hasSize(1);
        assertThat(looks.get(0).decision()).isEqualTo("none");
        assertThat(looks.get(0).run()).contains(new Submitted(run, false));
        assertThat(runs.list("watching")).hasSize(1);
    }

    @Test
    void aChangeIsOneMoreRunAndTheSameBytesAgainAreNone() throws Exception {
        register("watching", "set", "");
        write("datasets/set/images");
        event(write("datasets/set/_READY"));
        event(write("datasets/set/_READY"));
        watch.lookAtAll();
        assertThat(runs.list("watching")).hasSize(1);

        event(write("datasets/set/more-images"));
        watch.lookAtMarked();
        watch.lookAtAll();
        assertThat(runs.list("watching")).hasSizeBetween(1, 2);
        event(write("datasets/set/_READY"));
        watch.lookAtMarked();
        watch.lookAtAll();
        assertThat(runs.list("watching")).hasSize(2);
    }

    @Test
    void whatTheClockHasReadWhileItWaitedIsNotReadAgain() throws Exception {
        register("watching", "set", ", complete-when: quiet");
        write("datasets/set/images");
        assertThat(watch.lookAt(List.of("set")).get(0).decision()).isEqualTo("wait");
        assertThat(watch.lookAt(List.of("set")).get(0).decision()).isEqualTo("wait");
        DataListing listing = DataListing.of(bucket, "datasets/set/");
        SortedMap<String, InputReference> inputs = new TreeMap<>();
        inputs.put("data", new InputReference(listing.prefix(), listing.digest()));
        String text = new String(bucket.read("pipelines/watching/1.yaml"), StandardCharsets.UTF_8);
        Pipeline pipeline = new PipelineParser(UriRules.bucketOnly()).parse("watching", text);
        new RunSubmission(runs, clock)
                .submit(pipeline, text, TriggerKey.schedule("watching", clock.instant()), inputs, "schedule");

        clock.advance(Duration.ofHours(1));
        watch.lookAtAll();

        assertThat(watch.lookAt(List.of("set")).get(0).decision()).isEqualTo("none");
        assertThat(runs.list("watching")).hasSize(1);
    }

    @Test
    void dataFromBeforeAPipelineAndSetsThatNobodyReadsStartNothing() throws Exception {
        write("datasets/set/images");
        write("datasets/set/_READY");
        event("datasets/unread/_READY");
        register("watching", "unread-too", "");

        watch.lookAtAll();
        event("datasets/set/_READY");

        assertThat(runs.list()).isEmpty();
    }

    @Test
    void aFaultyPipelineDoesNotKeepOthersFromTheirData() throws Exception {
        bucket.create("pipelines/faulty/1.yaml", "pipeline: [".getBytes(StandardCharsets.UTF_8));
        register("watching", "set", "");
        write("datasets/set/images");
        write("datasets/set/_READY");

        watch.lookAtAll();

        assertThat(runs.list("watching")).hasSize(1);
    }
}
