package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.importer.ModelFile;
import org.mindpress.processors.pipeline.ModelUri;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.run.UserModels;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.Sha256;

/** Everything that one attempt at one stage works with. Confined to the stage's thread, {@link #stopRequested} apart. */
final class StageContext {
    private final StageName stage;
    private final Pipeline pipeline;
    private final RunArtifacts artifacts;
    private final Map<String, StageInput> inputs;
    private final Map<String, ArtifactReference> cached;
    private final String attemptPrefix;
    private final Worker worker;
    private final Checkpoints checkpoints;
    private final List<ArtifactReference> outputs = new ArrayList<>();
    private final SortedMap<String, Double> measurements = new TreeMap<>();

    /**
     * What the process lends to a stage.
     *
     * @param store the bucket
     * @param environment of the process
     * @param scratch empty folder of this attempt, removed after it
     * @param stop asked often
     * @param progress hears where the stage is
     * @param notes hears what people should know
     * @param clock for documents
     */
    record Worker(
            ArtifactStore store,
            WorkerEnvironment environment,
            Path scratch,
            StopRequest stop,
            Consumer<StageProgress> progress,
            Consumer<String> notes,
            Clock clock) {}

    /** Why the stage shall stop, if it shall. */
    @FunctionalInterface
    interface StopRequest {
        /** Empty while the stage may go on. */
        Optional<StageStoppedException> poll();
    }

    StageContext(
            StageName stage,
            Pipeline pipeline,
            RunArtifacts artifacts,
            List<StageInput> inputs,
            Map<String, ArtifactReference> cached,
            String attemptPrefix,
            Worker worker,
            Checkpoints checkpoints) {
        this.stage = stage;
        this.pipeline = pipeline;
        this.artifacts = artifacts;
        this.inputs = new LinkedHashMap<>();
        inputs.forEach(input -> this.inputs.put(input.name(), input));
        this.cached = Map.copyOf(cached);
        this.attemptPrefix = attemptPrefix;
        this.worker = worker;
        this.checkpoints = checkpoints;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    RunRequest request() {
        return artifacts.request();
    }

    /** Artifacts and manifests of the stages before. */
    RunArtifacts artifacts() {
        return artifacts;
    }

    WorkerEnvironment environment() {
        return worker.environment();
    }

    ArtifactStore store() {
        return worker.store();
    }

    Clock clock() {
        return worker.clock();
    }

    /** A local folder for this attempt only. */
    Path scratch() {
        return worker.scratch();
    }

    boolean has(String input) {
        return inputs.containsKey(input);
    }

    StageInput input(String name) {
        StageInput input = inputs.get(name);
        if (input == null) {
            throw new IllegalStateException("stage " + stage.spelling() + " declares no input " + name);
        }
        return input;
    }

    /** Bytes of an artifact, checked against its digest. */
    byte[] read(String name) throws IOException {
        StageInput input = input(name);
        return worker.store().read(input.key(), input.digest());
    }

    /**
     * A network of the user's, for images as the pipeline's input: has them; the store checks it against what was written.
     *
     * @param stem as in {@link RunArtifacts#userModel}
     * @param uri as the pipeline names it
     */
    ModelFile userModel(String stem, ModelUri uri) throws IOException {
        var image = pipeline().input().shape();
        return new UserModels(worker.store())
                .inBucket(userModelFiles(stem).get(0).key(), uri.architecture())
                .withImage(Shape.of(image.channels(), image.height(), image.width()));
    }

    /** The files of a network of the user's: the model first, then its data; none when there is no such network. */
    List<StageInput> userModelFiles(String stem) {
        return inputs.values().stream()
                .filter(input -> input.name().startsWith(stem + "/")
                        || input.name().startsWith(stem + ".")
                        || input.name().equals(stem))
                .toList();
    }

    /** An artifact as a local file, checked against its digest. */
    Path file(String name) throws IOException {
        StageInput input = input(name);
        Path target = worker.scratch().resolve(name);
        if (!Files.exists(target)) {
            worker.store().download(input.key(), target, input.digest());
        }
        return target;
    }

    /** An output of an earlier computation of the same key; only for stages that measure every time. */
    Optional<byte[]> cached(String output) throws IOException {
        ArtifactReference reference = cached.get(output);
        return reference == null
                ? Optional.empty()
                : Optional.of(worker.store().read(reference.key(), reference.sha256()));
    }

    /** Writes an artifact. */
    void write(String name, byte[] content) throws IOException {
        worker.store().put(attemptPrefix + name, content);
        outputs.add(new ArtifactReference(name, attemptPrefix + name, content.length, Sha256.of(content)));
    }

    /** Writes an artifact from a file. */
    void upload(String name, Path file) throws IOException {
        var written = worker.store().upload(attemptPrefix + name, file);
        outputs.add(new ArtifactReference(name, attemptPrefix + name, Files.size(file), written.sha256()));
    }

    /** A figure for manifest, outcome and meters. */
    void measure(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("figure " + name + " is " + value + ": leave out what was not measured");
        }
        measurements.put(name, value);
    }

    void progress(String phase, long done, long total, String unit) {
        progress(phase, done, total, unit, OptionalDouble.empty(), OptionalDouble.empty());
    }

    void progress(
            String phase, long done, long total, String unit, OptionalDouble imagesPerSecond, OptionalDouble loss) {
        worker.progress()
                .accept(new StageProgress(
                        stage, phase, Math.min(done, total), Math.max(1, total), unit, imagesPerSecond, loss));
    }

    /** Tells people something. */
    void note(String text) {
        worker.notes().accept(text);
    }

    /** Whether to stop; never blocks long, may be asked from any thread. */
    boolean stopRequested() {
        return worker.stop().poll().isPresent();
    }

    /** Ends the stage here when somebody wants it to end. */
    void checkStop() throws StageStoppedException {
        Optional<StageStoppedException> stop = worker.stop().poll();
        if (stop.isPresent()) {
            throw stop.get();
        }
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    List<ArtifactReference> outputs() {
        return List.copyOf(outputs);
    }

    SortedMap<String, Double> measurements() {
        return Collections.unmodifiableSortedMap(measurements);
    }
}
