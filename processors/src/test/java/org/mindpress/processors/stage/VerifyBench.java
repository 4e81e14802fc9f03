package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.mindpress.engine.data.CropFlip;
import org.mindpress.engine.data.ImageSet;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.SplitFractions;
import org.mindpress.engine.mindir.DeploymentWriter;
import org.mindpress.engine.mindir.VerificationWriter;
import org.mindpress.engine.onnx.OnnxWriter;
import org.mindpress.engine.onnx.QdqWriter;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.QuantizationDocument;
import org.mindpress.engine.quant.QuantizationDocumentCodec;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.processors.pipeline.CalibrateSection;
import org.mindpress.processors.pipeline.Completeness;
import org.mindpress.processors.pipeline.DataFormat;
import org.mindpress.processors.pipeline.DataSettings;
import org.mindpress.processors.pipeline.ModelUri;
import org.mindpress.processors.pipeline.NewData;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.StageSettings;
import org.mindpress.processors.pipeline.TrainingLength;
import org.mindpress.processors.pipeline.TrainingSection;
import org.mindpress.processors.pipeline.VerifySection;
import org.mindpress.processors.report.TrainingCurve;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.InputReference;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.storage.Sha256;

/** A bucket in which everything before {@code verify} is done. */
final class VerifyBench {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-26T01:30:00Z"), ZoneOffset.UTC);

    final MemoryStore store = new MemoryStore();
    private final Path scratch;
    private final Map<StageName, StageManifest> manifests = new EnumMap<>(StageName.class);
    private final RunReference run;
    private final RunRequest request;
    private InputSpecification input = PressedNet.input();
    private boolean trained;
    private boolean generated;
    private int attempts;
    boolean stopped;
    Consumer<StageProgress> listener = progress -> {};

    VerifyBench(Path scratch) {
        this.scratch = scratch;
        TriggerKey trigger = TriggerKey.api("pressed", "1");
        run = new RunReference("pressed", RunId.of(CLOCK.instant(), trigger));
        request = new RunRequest(
                RunRequest.VERSION,
                run.pipeline(),
                run.run().text(),
                trigger,
                "",
                new TreeMap<>(Map.of("model", new InputReference("models/pressed.onnx", Sha256.of(new byte[1])))),
                5,
                CLOCK.instant(),
                "test");
    }

    VerifyBench onGeneratedData() {
        generated = true;
        return this;
    }

    /** Leaves what the stages before leave. */
    VerifyBench fill(PressedNet net, QuantizedModel inDeployment, QuantizedModel inVerification) throws IOException {
        input = net.quantized().input();
        byte[] onnx = OnnxWriter.write(net.graph());
        store.put("models/pressed.onnx", onnx);
        settle(
                StageName.FETCH,
                Map.of("train.images", packed(net.train(), "train"), "test.images", packed(net.test(), "test")));
        settle(StageName.IMPORT, Map.of("model.onnx", onnx));
        settle(
                StageName.CALIBRATE,
                Map.of(
                        "calibration.json",
                        Documents.write(CalibrationDocument.of(
                                net.calibration(), net.calibration().notes()))));
        settle(
                StageName.EXPORT,
                Map.of(
                        "model.qdq.onnx", QdqWriter.write(net.quantized()),
                        "deployment.mindir", DeploymentWriter.write(inDeployment, "test 1"),
                        "verification.mindir", VerificationWriter.write(inVerification, "test 1")));
        return this;
    }

    VerifyBench fill(PressedNet net) throws IOException {
        return fill(net, net.quantized(), net.quantized());
    }

    /** Pretends that the float model came out of a training with the calibrated ranges. */
    VerifyBench train(PressedNet net) {
        trained = true;
        QuantizationPlan plan =
                QuantizationPlan.derive(net.graph(), LayerPolicy.DEFAULT).inSteps(1, 1);
        settle(
                StageName.QAT,
                Map.of(
                        "model.onnx", OnnxWriter.write(net.graph()),
                        "quantization.json",
                                QuantizationDocumentCodec.toJson(QuantizationDocument.of(
                                        PressedNet.input(),
                                        plan,
                                        net.calibration().state())),
                        "losses.json",
                                Documents.write(
                                        new TrainingCurve(TrainingCurve.VERSION, "qat", 2, 16, 8, List.of(1f, 0.5f)))));
        return this;
    }

    private byte[] packed(ImageSet images, String name) throws IOException {
        Path file = scratch.resolve(name + ".packed");
        PackedImages.write(images, file);
        return Files.readAllBytes(file);
    }

    private void settle(StageName stage, Map<String, byte[]> artifacts) {
        List<ArtifactReference> outputs = new ArrayList<>();
        artifacts.forEach((name, content) -> {
            String key = run.stagePrefix(stage) + "1/" + name;
            store.put(key, content);
            outputs.add(new ArtifactReference(name, key, content.length, Sha256.of(content)));
        });
        manifests.put(
                stage,
                new StageManifest(
                        StageManifest.VERSION,
                        stage.spelling(),
                        Sha256.of(new byte[0]),
                        "1",
                        List.of(),
                        outputs,
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        run.manifestKey(stage),
                        CLOCK.instant(),
                        CLOCK.instant()));
    }

    /** Lays the run out as {@code get} does. */
    Path bring(StageContext verified, Path folder) throws IOException {
        Map<StageName, StageManifest> all = new EnumMap<>(manifests);
        all.put(
                StageName.VERIFY,
                new StageManifest(
                        StageManifest.VERSION,
                        StageName.VERIFY.spelling(),
                        Sha256.of(new byte[0]),
                        "1",
                        List.of(),
                        verified.outputs(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(verified.measurements()),
                        run.manifestKey(StageName.VERIFY),
                        CLOCK.instant(),
                        CLOCK.instant()));
        for (Map.Entry<StageName, StageManifest> stage : all.entrySet()) {
            Path own = Files.createDirectories(folder.resolve(stage.getKey().folder()));
            Files.write(own.resolve("manifest.json"), Documents.write(stage.getValue()));
            for (ArtifactReference output : stage.getValue().outputs()) {
                Files.write(own.resolve(output.name()), store.read(output.key()));
            }
        }
        return folder;
    }

    Pipeline pipeline() {
        Optional<TrainingSection> training = trained
                ? Optional.of(
                        new TrainingSection("sgd", 0.001, 0.9, 0, new TrainingLength(2, TrainingLength.Unit.STEPS), 8))
                : Optional.empty();
        return new Pipeline(
                "pressed",
                Optional.empty(),
                new DataSettings(
                        "random",
                        DataFormat.FOLDERS,
                        List.of(),
                        new SplitFractions(0.1, 0.1, 1),
                        generated,
                        new Completeness(Completeness.Rule.MARKER, Duration.ofMinutes(5)),
                        NewData.RUN,
                        CropFlip.none()),
                ModelUri.bucket("models/pressed.onnx"),
                input,
                LayerPolicy.DEFAULT,
                new StageSettings(
                        training,
                        Optional.empty(),
                        new CalibrateSection(120, 4, true),
                        new VerifySection(OptionalInt.empty(), 20, 5)),
                OptionalDouble.of(12),
                5);
    }

    /** Runs the stage; what it wrote and measured is in the context. */
    StageContext verify(List<ArtifactReference> cached) throws IOException, StageException, StageStoppedException {
        VerifyStage stage = new VerifyStage();
        attempts++;
        RunArtifacts artifacts = new RunArtifacts(request, manifests, Optional.empty());
        String attempt = "attempt-" + attempts;
        StageContext context = new StageContext(
                stage.name(),
                pipeline(),
                artifacts,
                stage.inputs(pipeline(), artifacts),
                RunArtifacts.byName(cached),
                run.stagePrefix(stage.name()) + attempt + "/",
                new StageContext.Worker(
                        store,
                        new WorkerEnvironment(1, "test", new TreeMap<>(Map.of("java", "17"))),
                        Files.createDirectories(scratch.resolve(attempt)),
                        () -> stopped ? Optional.of(new StageStoppedException(true)) : Optional.empty(),
                        listener,
                        note -> {},
                        CLOCK),
                new Checkpoints(store, run, stage.name(), "key", attempt));
        stage.run(context);
        return context;
    }
}
