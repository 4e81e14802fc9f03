package org.mindpress.routes.service;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;
import org.mindpress.engine.onnx.OnnxWriter;
import org.mindpress.processors.camel.RunEnd;
import org.mindpress.processors.child.ChildJvm;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.routes.http.ApiAddress;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.embedded.ServiceSecret;

/** A real service on a real store, with a data set of small images and a small residual net. */
public final class SmallPress implements AutoCloseable {
    public static final String TOKEN = "a-token-for-tests";
    public static final String MODEL = "models/small.onnx";

    private static final int SIZE = 8;
    private static final int CLASSES = 3;
    private static final int TRAIN_IMAGES = 130;
    private static final int TEST_IMAGES = 40;
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final EmbeddedStore store;
    private final Path home;
    private final Service service;

    private SmallPress(EmbeddedStore store, Path home, Service service) {
        this.store = store;
        this.home = home;
        this.service = service;
    }

    /** Starts with an empty bucket below the folder. */
    public static SmallPress start(Path folder) throws IOException {
        return start(folder, RunListener.NONE);
    }

    /** The same, heard by somebody. */
    static SmallPress start(Path folder, RunListener listener) throws IOException {
        EmbeddedStore store = EmbeddedStore.open(folder.resolve("store"));
        Path home = folder.resolve("home");
        return new SmallPress(store, home, serve(store, home, listener));
    }

    /** Starts as {@code serve} does: it asks for tokens. */
    public static SmallPress lasting(Path folder) throws IOException {
        return lasting(folder, ApiAddress.LOOPBACK);
    }

    /** The same, listening elsewhere. */
    static SmallPress lasting(Path folder, ApiAddress address) throws IOException {
        EmbeddedStore store = EmbeddedStore.open(folder.resolve("store"));
        Path home = folder.resolve("home");
        return new SmallPress(store, home, serve(store, lastingSettings(home).withAddress(address), RunListener.NONE));
    }

    /** The same with each stage in a process of its own. */
    public static SmallPress isolated(Path folder, ChildJvm children) throws IOException {
        EmbeddedStore store = EmbeddedStore.open(folder.resolve("store"));
        Path home = folder.resolve("home");
        return new SmallPress(
                store, home, serve(store, lastingSettings(home).withChildren(children), RunListener.NONE));
    }

    private static ServiceSettings lastingSettings(Path home) {
        return ServiceSettings.lasting(home, home.resolve("scratch"), 0, 0, home.resolve("queue"), TOKEN);
    }

    private static Service serve(EmbeddedStore store, Path home, RunListener listener) throws IOException {
        ServiceSettings settings = new ServiceSettings(
                home,
                home.resolve("scratch"),
                ApiAddress.LOOPBACK,
                0,
                0,
                Optional.empty(),
                2,
                Optional.of(TOKEN),
                Optional.empty(),
                Duration.ofMillis(10),
                Optional.empty(),
                Optional.empty(),
                List.of());
        return serve(store, settings, listener);
    }

    private static Service serve(EmbeddedStore store, ServiceSettings settings, RunListener listener)
            throws IOException {
        Service service = Service.start(store.settings(), settings, listener, Clock.systemUTC());
        ((EmbeddedStore.Owner) store)
                .announce(
                        service.apiUrl(),
                        service.managementUrl(),
                        service.ownerToken().map(token -> new ServiceSecret(token.text())));
        return service;
    }

    /** A second service on the same bucket, in this process. */
    Service another() throws IOException {
        return serve(store, home, RunListener.NONE);
    }

    public Service service() {
        return service;
    }

    public EmbeddedStore store() {
        return store;
    }

    RunStore runs() {
        return new RunStore(service.bucket());
    }

    URI api(String path) {
        return service.apiUrl().resolve(path);
    }

    /** Puts the model, and a data set in IDX under that name; the seed decides its images. */
    public void put(String set, long seed) throws IOException {
        put(service.bucket(), set, seed);
    }

    /** The same into any bucket. */
    public static void put(ArtifactStore bucket, String set, long seed) throws IOException {
        Random random = new Random(seed);
        String prefix = "datasets/" + set + "/";
        bucket.put(MODEL, model());
        files(bucket, prefix + "train", TRAIN_IMAGES, random);
        files(bucket, prefix + "t10k", TEST_IMAGES, random);
        bucket.put(prefix + "_READY", new byte[] {'\n'});
    }

    private static void files(ArtifactStore bucket, String prefix, int count, Random random) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + count * SIZE * SIZE)
                .putInt(0x803)
                .putInt(count)
                .putInt(SIZE)
                .putInt(SIZE);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(CLASSES);
            labels.put((byte) label);
            for (int at = 0; at < SIZE * SIZE; at++) {
                images.put((byte) (40 + 60 * label + random.nextInt(60)));
            }
        }
        bucket.put(prefix + "-images-idx3-ubyte", images.array());
        bucket.put(prefix + "-labels-idx1-ubyte", labels.array());
    }

    /** Calibration only: seconds. */
    public static String pipeline(String name, String set) {
        return """
                pipeline: %s
                data: { set: %s, format: idx, classes: [dark, grey, light] }
                model: { uri: "bucket:%s" }
                input: { channels: GRAY, height: 8, width: 8, mean: [0.5], standard-deviation: [0.5] }
                stages:
                  calibrate: { images: 100, iterations: 2 }
                  verify: { latency-runs: 3, parity-images: 2 }
                """.formatted(name, set, MODEL);
    }

    /** Training, too. */
    public static String trainedPipeline(String name, String set) {
        return pipeline(name, set).replace("stages:\n", """
                stages:
                  qat: { optimizer: sgd, learning-rate: 0.01, momentum: 0.9, steps: 3, batch: 8 }
                  distill: { alpha: 0.3, temperature: 5, learning-rate: 0.01, steps: 2, batch: 8 }
                """);
    }

    /** Submits a run and has this service work on it. */
    public RunReference submit(String text) throws Exception {
        RunReference run = service.submissions()
                .commandLine(Submissions.parse("test", text), text)
                .run();
        var unused = service.work(run);
        return run;
    }

    /** Works on a run until this process lets go of it. */
    RunEnd finish(RunReference run) throws InterruptedException, ExecutionException, TimeoutException {
        return service.work(run).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** The run, over, that the data as they are now ask for. */
    public RunReference newData(String text) throws Exception {
        RunReference run = service.submissions()
                .onData(Submissions.parse("test", text), text, "new data")
                .run();
        finish(run);
        return run;
    }

    /** Looks again and again until something holds. */
    public static void until(String what, Callable<Boolean> holds) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!holds.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("within " + LIMIT + " it never came to hold that " + what);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    public static byte[] model() {
        Random random = new Random(5);
        Map<String, FloatTensor> constants = new LinkedHashMap<>();
        List<Node> nodes = new ArrayList<>();
        convolution(nodes, constants, random, "stem.conv", "input", List.of(6, 1, 3, 3));
        nodes.add(new Node("stem.relu", Operator.RELU, List.of("stem.conv"), Attributes.NONE));
        convolution(nodes, constants, random, "block.conv", "stem.relu", List.of(6, 6, 3, 3));
        nodes.add(new Node("block.add", Operator.ADD, List.of("block.conv", "stem.relu"), Attributes.NONE));
        nodes.add(new Node("block.relu", Operator.RELU, List.of("block.add"), Attributes.NONE));
        nodes.add(new Node(
                "pool",
                Operator.AVERAGE_POOL,
                List.of("block.relu"),
                new Attributes.Pool(Window.covering(Shape.of(6, SIZE, SIZE)))));
        convolution(nodes, constants, random, "fc", "pool", List.of(CLASSES, 6, 1, 1));
        nodes.add(new Node("logits", Operator.RESHAPE, List.of("fc"), new Attributes.Reshape(Shape.of(CLASSES))));
        return OnnxWriter.write(new ModelGraph("small", "input", Shape.of(1, SIZE, SIZE), nodes, constants, "logits"));
    }

    private static void convolution(
            List<Node> nodes,
            Map<String, FloatTensor> constants,
            Random random,
            String name,
            String input,
            List<Integer> dimensions) {
        int inputs = dimensions.get(1) * dimensions.get(2) * dimensions.get(3);
        float[] weight = new float[dimensions.get(0) * inputs];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / inputs));
        }
        constants.put(name + ".weight", FloatTensor.of(dimensions, weight));
        constants.put(name + ".bias", FloatTensor.vector(new float[dimensions.get(0)]));
        int kernel = dimensions.get(2);
        nodes.add(new Node(
                name,
                Operator.CONVOLUTION,
                List.of(input, name + ".weight", name + ".bias"),
                new Attributes.Convolution(Window.square(kernel, 1, kernel / 2), 1)));
    }

    /** Writes a pipeline file below a folder. */
    public static Path file(Path folder, String text) throws IOException {
        return Files.writeString(folder.resolve("pipeline.yaml"), text);
    }

    @Override
    public void close() throws IOException {
        service.close();
        store.close();
    }
}
