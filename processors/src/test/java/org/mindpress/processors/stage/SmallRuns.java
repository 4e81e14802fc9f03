package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineParser;
import org.mindpress.processors.pipeline.UriRules;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.storage.ArtifactStore;

/** Real runs in small: a bucket with generated images and a small net, and executors over it. */
final class SmallRuns {
    static final String DATA = "datasets/squares/";
    static final String MODEL = "models/small.onnx";
    static final String TEXT = """
            pipeline: small
            data: { set: squares, format: idx, classes: [dark, left, top], augmentation: { crop-padding: 1 } }
            model: { uri: "bucket:models/small.onnx" }
            input: { channels: GRAY, height: 8, width: 8, mean: [0.5], standard-deviation: [0.25] }
            policy:
              default: { granularity: per-tensor, activation-delay: 4 steps }
              rules: [ { block: residual, granularity: per-channel } ]
            stages:
              qat: { steps: 12, batch: 32, learning-rate: 0.01 }
              distill: { steps: 8, batch: 32, learning-rate: 0.01 }
              calibrate: { images: 100, iterations: 4 }
              verify: { parity-images: 4, latency-runs: 3 }
            """;

    private static final int SIZE = 8;
    private static final int CLASSES = 3;

    private final ArtifactStore store;
    private final Path scratch;
    private final WorkerEnvironment environment;
    private final Clock clock = new TickingClock();

    SmallRuns(ArtifactStore store, Path scratch, WorkerEnvironment environment) {
        this.store = store;
        this.scratch = scratch;
        this.environment = environment;
    }

    /** The same bucket and machine, another process: nothing is carried over but what the bucket holds. */
    SmallRuns elsewhere(ArtifactStore other) {
        return new SmallRuns(other, scratch, environment);
    }

    ArtifactStore store() {
        return store;
    }

    /** Puts the images and the net. */
    SmallRuns fill() throws IOException {
        images("train", 400, 1);
        images("t10k", 90, 2);
        store.put(MODEL, SmallNet.onnx());
        return this;
    }

    /** IDX files of images in which nothing, the left half or the upper half is bright. */
    void images(String files, int count, long seed) throws IOException {
        images(files, count, seed, pixel -> pixel);
    }

    /**
     * The same seen by another camera.
     *
     * @param camera from pixel to pixel, in [0, 255]
     */
    void images(String files, int count, long seed, IntUnaryOperator camera) throws IOException {
        Random random = new Random(seed);
        ByteBuffer images = ByteBuffer.allocate(16 + count * SIZE * SIZE);
        ByteBuffer labels = ByteBuffer.allocate(8 + count);
        images.putInt(0x803).putInt(count).putInt(SIZE).putInt(SIZE);
        labels.putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(CLASSES);
            labels.put((byte) label);
            for (int at = 0; at < SIZE * SIZE; at++) {
                boolean bright = (label == 1 && at % SIZE < SIZE / 2) || (label == 2 && at < SIZE * SIZE / 2);
                images.put((byte) camera.applyAsInt((bright ? 120 : 20) + random.nextInt(100)));
            }
        }
        store.put(DATA + files + "-images-idx3-ubyte", images.array());
        store.put(DATA + files + "-labels-idx1-ubyte", labels.array());
    }

    RunStore runs() {
        return new RunStore(store);
    }

    /** A run of that text; each key gives another one. */
    RunReference submit(String text, String key) throws Exception {
        RunSubmission submission = new RunSubmission(runs(), clock);
        Pipeline pipeline = new PipelineParser(UriRules.bucketOnly()).parse("small.yaml", text);
        return submission
                .submit(pipeline, text, TriggerKey.api("small", key), submission.inputs(pipeline), "test")
                .run();
    }

    RunExecutor executor(RunListener listener) {
        return executor(new InProcessStageRunner(runs(), environment, scratch.resolve("scratch"), clock), listener);
    }

    RunExecutor executor(StageRunner runner, RunListener listener) {
        return new RunExecutor(runs(), runner, Optional.of(scratch.resolve("permit.lock")), listener, clock);
    }

    /** Works on a run to its end. */
    RunOutcome complete(RunReference run, RunListener listener) throws Exception {
        RunExecutor executor = executor(listener);
        for (StageName stage : executor.openStages(run)) {
            if (executor.isNeeded(run, stage)) {
                executor.execute(run, stage, StopSignal.NEVER);
            }
        }
        return executor.finish(run);
    }

    /** Works on a run up to and without a stage. */
    RunExecutor before(RunReference run, StageName end, RunListener listener) throws Exception {
        RunExecutor executor = executor(listener);
        for (StageName stage : executor.openStages(run)) {
            if (stage == end) {
                break;
            }
            executor.execute(run, stage, StopSignal.NEVER);
        }
        return executor;
    }

    /** Keeps what it hears. */
    static final class Ears implements RunListener {
        final Map<StageName, StageEnd> ends = new EnumMap<>(StageName.class);
        final List<String> notes = new CopyOnWriteArrayList<>();
        private final Consumer<StageProgress> reaction;

        Ears(Consumer<StageProgress> reaction) {
            this.reaction = reaction;
        }

        Ears() {
            this(progress -> {});
        }

        @Override
        public void progress(RunReference run, StageProgress progress) {
            reaction.accept(progress);
        }

        @Override
        public void note(RunReference run, StageName stage, String text) {
            notes.add(stage.spelling() + ": " + text);
        }

        @Override
        public void stageFinished(RunReference run, StageName stage, StageEnd end, java.time.Duration took) {
            ends.put(stage, end);
        }
    }

    /** Each look at it is a little later: tests wait for nothing. */
    private static final class TickingClock extends Clock {
        private static final long TICK_MILLIS = 50;

        private final AtomicLong millis =
                new AtomicLong(Instant.parse("2026-11-25T20:30:00Z").toEpochMilli());

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis.addAndGet(TICK_MILLIS));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("tests know UTC only");
        }
    }
}
