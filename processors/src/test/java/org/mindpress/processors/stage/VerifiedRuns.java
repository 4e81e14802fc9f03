package org.mindpress.processors.stage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;

/** Finished runs in a bucket in memory, for tests of what is done with a run. */
public final class VerifiedRuns {
    private static final int RECORD = 1 + 3 * 32 * 32;
    private static final int BATCHES = 5;
    private static final String CIFAR = "datasets/cifar/";
    private static final Path ENGINE = Path.of("..", "quant-engine", "src", "test", "resources", "cifar10");
    private static final String RESNET = """
            pipeline: resnet20
            data: { set: cifar, format: cifar-10 }
            model: { uri: "bucket:models/resnet20.onnx" }
            input:
              { channels: RGB, height: 32, width: 32, mean: [0.4914, 0.4822, 0.4465], standard-deviation: [0.2470, 0.2435, 0.2616] }
            policy:
              default: { granularity: per-tensor }
              rules: [ { block: residual, granularity: per-channel } ]
            stages:
              calibrate: { images: 100, iterations: 5 }
              verify: { parity-images: 2, latency-runs: 3 }
            """;

    private VerifiedRuns() {}

    /**
     * A run with its bucket.
     *
     * @param runs of the bucket
     * @param run the one that is verified
     */
    public record Verified(RunStore runs, RunReference run) {
        /** Another bucket with the same objects. */
        public Verified copy() {
            return new Verified(new RunStore(((MemoryStore) runs.bucket()).copy()), run);
        }
    }

    /** The small net after calibration alone: 90 test images of 1 x 8 x 8, 3 classes. */
    public static Verified small(Path scratch) throws Exception {
        SmallRuns small = new SmallRuns(new MemoryStore(), scratch, WorkerEnvironment.current()).fill();
        String text = SmallRuns.TEXT
                .replaceAll("(?m)^ +(qat|distill): .*\\R", "")
                .replace("activation-delay: 4 steps", "bits: 8")
                .replace(", bits: 8", "");
        return complete(small, text);
    }

    /**
     * The project's ResNet-20 after calibration alone. Its 100 test images are those that travel with the engine's tests; mirrored, and once more
     * a little darker because a part becomes the validation split and calibration wants 100, they are the training images.
     */
    public static Verified resNet20(Path scratch) throws Exception {
        MemoryStore store = new MemoryStore();
        byte[] test = Files.readAllBytes(ENGINE.resolve("test-first100.bin"));
        byte[] mirrored = mirrored(test);
        byte[] train = Arrays.copyOf(mirrored, 2 * mirrored.length);
        System.arraycopy(darker(mirrored), 0, train, mirrored.length, mirrored.length);
        int part = train.length / BATCHES;
        for (int batch = 0; batch < BATCHES; batch++) {
            store.put(
                    CIFAR + "data_batch_" + (batch + 1) + ".bin",
                    Arrays.copyOfRange(train, batch * part, (batch + 1) * part));
        }
        store.put(CIFAR + "test_batch.bin", test);
        store.put(
                "models/resnet20.onnx",
                Files.readAllBytes(Path.of("..", "examples", "models", "resnet20-cifar10.onnx")));
        return complete(new SmallRuns(store, scratch, WorkerEnvironment.current()), RESNET);
    }

    private static Verified complete(SmallRuns runs, String text) throws Exception {
        RunReference run = runs.submit(text, "1");
        runs.complete(run, new SmallRuns.Ears());
        return new Verified(runs.runs(), run);
    }

    private static byte[] mirrored(byte[] records) {
        byte[] turned = records.clone();
        for (int i = 0; i < records.length; i++) {
            int at = i % RECORD - 1;
            if (at >= 0) {
                int column = at % 32;
                turned[i - column + 31 - column] = records[i];
            }
        }
        return turned;
    }

    private static byte[] darker(byte[] records) {
        byte[] dim = records.clone();
        for (int i = 0; i < records.length; i++) {
            if (i % RECORD > 0) {
                dim[i] = (byte) ((records[i] & 0xff) * 7 / 8);
            }
        }
        return dim;
    }
}
