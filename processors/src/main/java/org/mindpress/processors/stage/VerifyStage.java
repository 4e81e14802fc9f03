package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.engine.evaluate.HostProcessor;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.report.Certificate;
import org.mindpress.processors.report.Evaluation;
import org.mindpress.processors.report.Measurements;
import org.mindpress.processors.report.Measurements.Latency;
import org.mindpress.processors.report.Report;
import org.mindpress.processors.report.ReportPage;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;

/**
 * Shows what the exported files are worth, from the bytes read back from the bucket. What is deterministic may come from an earlier run of
 * the same key; latencies are measured every time.
 */
final class VerifyStage implements Stage {
    static final String CERTIFICATE = "certificate.json";
    static final String EVALUATION = "evaluation.json";
    static final String MEASUREMENTS = "measurements.json";
    static final String REPORT = "report.json";
    static final String PAGE = "report.html";

    /** Settings that every stage has and that are the same in all of them. */
    private static final Set<String> COMMON = Set.of("input", "policy");

    private static final List<Integer> LATENCY_THREADS = List.of(1, 2);

    @Override
    public StageName name() {
        return StageName.VERIFY;
    }

    /** Also those of the stages before, because the certificate lists them; latency runs decide nothing that is kept. */
    @Override
    public SortedMap<String, String> settings(Pipeline pipeline) {
        SortedMap<String, String> settings = new TreeMap<>();
        for (Stage stage : Stages.all()) {
            if (stage.name() != name() && StageSequence.of(pipeline).names().contains(stage.name())) {
                stage.settings(pipeline)
                        .forEach((setting, value) -> settings.put(
                                COMMON.contains(setting)
                                        ? setting
                                        : stage.name().spelling() + "." + setting,
                                value));
            }
        }
        settings.put("pipeline", pipeline.name());
        settings.put(
                "verify.images",
                pipeline.stages().verify().images().isPresent()
                        ? String.valueOf(pipeline.stages().verify().images().getAsInt())
                        : "all");
        settings.put(
                "verify.parity-images",
                String.valueOf(pipeline.stages().verify().parityImages()));
        settings.put(
                "gate.drop-points",
                pipeline.gateDropPoints().isPresent()
                        ? String.valueOf(pipeline.gateDropPoints().getAsDouble())
                        : "none");
        return settings;
    }

    @Override
    public List<StageInput> inputs(Pipeline pipeline, RunArtifacts artifacts) {
        return VerifyInputs.of(artifacts);
    }

    @Override
    public boolean measuresEveryTime() {
        return true;
    }

    @Override
    public void run(StageContext context) throws IOException, StageException, StageStoppedException {
        Optional<byte[]> knownCertificate = context.cached(CERTIFICATE);
        Optional<byte[]> knownEvaluation = context.cached(EVALUATION);
        Optional<byte[]> knownAnswers = context.cached(PredictionsDocument.FILE);
        Optional<byte[]> knownSample = context.cached(PredictionsDocument.SAMPLE);
        Certificate certificate;
        Evaluation evaluation;
        byte[] answers;
        byte[] sample;
        if (knownCertificate.isPresent()
                && knownEvaluation.isPresent()
                && knownAnswers.isPresent()
                && knownSample.isPresent()) {
            context.note("accuracy and parity are those of an earlier run with the same files, data and settings");
            certificate = Documents.read(CERTIFICATE, knownCertificate.get(), Certificate.class);
            evaluation = Documents.read(EVALUATION, knownEvaluation.get(), Evaluation.class);
            answers = knownAnswers.get();
            sample = knownSample.get();
        } else {
            VerifyProof.Proof proof = new VerifyProof(context).prove(settings(context.pipeline()));
            certificate = proof.certificate();
            evaluation = proof.evaluation();
            answers = Documents.write(proof.answers());
            sample = Files.readAllBytes(proof.sample());
        }
        Measurements measurements = measure(context);
        Report report = new VerifyReport(context).report(certificate, evaluation, measurements);
        context.write(CERTIFICATE, Documents.write(certificate));
        context.write(EVALUATION, Documents.write(evaluation));
        context.write(PredictionsDocument.FILE, answers);
        context.write(PredictionsDocument.SAMPLE, sample);
        context.write(MEASUREMENTS, Documents.write(measurements));
        context.write(REPORT, Documents.write(report));
        context.write(PAGE, ReportPage.html(report).getBytes(StandardCharsets.UTF_8));
        VerifyFigures.decisive(
                        certificate.accuracies(),
                        certificate.comparisons(),
                        certificate.parity(),
                        certificate.simulation())
                .forEach(context::measure);
        VerifyFigures.of(evaluation).forEach(context::measure);
        VerifyFigures.of(measurements.latencies()).forEach(context::measure);
    }

    private static Measurements measure(StageContext context) throws IOException, StageStoppedException {
        float[] image = new NormalizedImages(
                        PackedImages.read(context.file(PackedImages.fileName(Split.TEST))),
                        context.pipeline().input())
                .batch(0, 1);
        String processor = HostProcessor.name();
        int runs = context.pipeline().stages().verify().latencyRuns();
        VerifyLatency latency = new VerifyLatency(context, System::nanoTime);
        List<Latency> latencies = new ArrayList<>();
        byte[] model = context.read(VerifyInputs.FLOAT);
        byte[] qdq = context.read(VerifyInputs.QDQ);
        for (int threads : LATENCY_THREADS) {
            latencies.add(latency.measure("float", model, image, threads, runs, processor));
            latencies.add(latency.measure("qdq", qdq, image, threads, runs, processor));
        }
        return new Measurements(
                Measurements.VERSION,
                context.request().run(),
                hostName(),
                processor,
                Runtime.getRuntime().availableProcessors(),
                VerifyLatency.WARM_UP_RUNS,
                context.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                latencies);
    }

    private static String hostName() {
        try {
            return java.net.InetAddress.getLocalHost().getHostName();
        } catch (java.net.UnknownHostException e) {
            return "unnamed host";
        }
    }
}
