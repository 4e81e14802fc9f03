package org.mindpress.processors.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.processors.report.Certificate;
import org.mindpress.processors.report.Certificate.VariantAccuracy;
import org.mindpress.processors.report.Evaluation;
import org.mindpress.processors.report.Evaluation.LayerRow;
import org.mindpress.processors.report.Measurements;
import org.mindpress.processors.report.Report;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.StageName;

class VerifyStageTest {
    private static PressedNet net;

    @TempDir
    Path folder;

    @BeforeAll
    static void press() {
        net = PressedNet.of(4);
    }

    @Test
    void everythingIsMeasuredFromTheBytesInTheBucket() throws Exception {
        VerifyBench bench = new VerifyBench(folder).fill(net);
        StageContext context = bench.verify(List.of());
        Certificate certificate = read(bench, context, VerifyStage.CERTIFICATE, Certificate.class);
        int images = net.test().count();
        assertThat(certificate.accuracies())
                .extracting(VariantAccuracy::variant)
                .containsExactly("float", "simulated", "integer");
        assertThat(certificate.accuracy("float")).contains(new VariantAccuracy("float", images, images));
        assertThat(certificate.accuracy("integer").orElseThrow().right()).isGreaterThan(images * 8 / 10);
        assertThat(certificate.parity().holds()).isTrue();
        assertThat(certificate.parity().logitsCompared()).isEqualTo((long) images * PressedNet.CLASSES);
        assertThat(certificate.parity().notCompared()).isEmpty();
        assertThat(certificate.parity().tensors())
                .as("input, 3 convolutions, add, 2 pools, reshape")
                .isEqualTo(8);
        assertThat(certificate.parity().valuesCompared())
                .isEqualTo(20L * (3 * 64 + 6 * 64 + 3 * 6 * 16 + 6 + 2 * PressedNet.CLASSES));
        assertThat(certificate.digests().keySet()).contains("original.onnx", "deployment.mindir", "test.images");
        assertThat(certificate.settings()).containsEntry("gate.drop-points", "12.0");
        Evaluation evaluation = read(bench, context, VerifyStage.EVALUATION, Evaluation.class);
        assertThat(evaluation.layers())
                .extracting(LayerRow::layer)
                .isEqualTo(net.quantized().plan().points().stream()
                        .map(QuantizationPoint::name)
                        .toList());
        assertThat(evaluation.layers())
                .allSatisfy(row -> assertThat(row.decibels()).allMatch(decibels -> decibels > 15));
        assertThat(evaluation.deployment().codes()).isEqualTo(6 * 27 + 6 * 54 + 3 * 6);
        assertThat(evaluation.deployment().biases()).isEqualTo(4 * (6 + 6 + 3));
        assertThat(evaluation.deployment().total())
                .isEqualTo(evaluation.fileBytes().get("deployment"));
    }

    @Test
    void figuresAreThoseThatJudgeTheRun() throws Exception {
        StageContext context = new VerifyBench(folder).fill(net).verify(List.of());
        assertThat(context.measurements())
                .containsKeys(
                        Figures.IMAGES,
                        Figures.SIMULATION_DIFFERS,
                        Figures.SIMULATION_LOGITS_DIFFERING,
                        Figures.PARITY_TENSORS_COMPARED,
                        Figures.SQNR_MINIMUM,
                        Figures.size("float"),
                        Figures.latency("qdq", 2, 99))
                .doesNotContainKey(Figures.accuracy("trained"));
        assertThat(Figures.judge(context.measurements(), OptionalDouble.empty()).status())
                .isEqualTo(RunStatus.PASSED);
    }

    @Test
    void accuracyOnGeneratedDataIsCalledMeaninglessWhereverItIsRead() throws Exception {
        VerifyBench real = new VerifyBench(Files.createDirectory(folder.resolve("real"))).fill(net);
        VerifyBench generated = new VerifyBench(Files.createDirectory(folder.resolve("generated")))
                .onGeneratedData()
                .fill(net);
        String words = "generated data, accuracy meaningless";
        StageContext context = generated.verify(List.of());
        Certificate certificate = read(generated, context, VerifyStage.CERTIFICATE, Certificate.class);
        assertThat(certificate.verdict().reason()).endsWith(words);
        assertThat(certificate.settings()).containsEntry("fetch.data.generated", "true");
        assertThat(Figures.judge(context.measurements(), generated.pipeline()).reason())
                .endsWith(words);
        assertThat(new String(bytes(generated, context, VerifyStage.PAGE), StandardCharsets.UTF_8))
                .contains(words);

        StageContext other = real.verify(List.of());
        assertThat(new String(bytes(real, other, VerifyStage.CERTIFICATE), StandardCharsets.UTF_8))
                .doesNotContain("generated");
    }

    @Test
    void equalInputsGiveEqualCertificates() throws Exception {
        VerifyBench bench = new VerifyBench(folder).fill(net);
        StageContext one = bench.verify(List.of());
        StageContext other = bench.verify(List.of());
        for (String name : List.of(VerifyStage.CERTIFICATE, VerifyStage.EVALUATION)) {
            assertThat(bytes(bench, other, name)).isEqualTo(bytes(bench, one, name));
        }
    }

    @Test
    void aCachedProofIsKeptAndOnlyLatencyIsMeasuredAgain() throws Exception {
        VerifyBench bench = new VerifyBench(folder).fill(net);
        StageContext first = bench.verify(List.of());
        bench.store.delete(bench.store.list("").stream()
                .map(object -> object.key())
                .filter(key -> key.endsWith(".mindir"))
                .toList());
        StageContext second = bench.verify(first.outputs());
        assertThat(bytes(bench, second, VerifyStage.CERTIFICATE))
                .isEqualTo(bytes(bench, first, VerifyStage.CERTIFICATE));
        assertThat(second.measurements().keySet())
                .isEqualTo(first.measurements().keySet());
        assertThat(read(bench, second, VerifyStage.MEASUREMENTS, Measurements.class)
                        .latencies())
                .hasSize(4);
        assertThat(new String(bytes(bench, second, VerifyStage.PAGE), StandardCharsets.UTF_8))
                .contains("<h1>pressed</h1>");
    }

    @Test
    void oneWrongBiasCodeInOneFileIsFound() throws Exception {
        VerifyBench bench = new VerifyBench(folder).fill(net, net.quantized(), net.withWrongBias("stem.conv", 2));
        StageContext context = bench.verify(List.of());
        Certificate certificate = read(bench, context, VerifyStage.CERTIFICATE, Certificate.class);
        assertThat(certificate.parity().holds()).isFalse();
        assertThat(certificate.parity().valuesDiffering()).isPositive();
        assertThat(certificate.parity().firstDifference()).isNotEmpty();
        assertThat(certificate.verdict().status()).isEqualTo("FAILED");
        assertThat(Figures.judge(context.measurements(), OptionalDouble.empty()).status())
                .isEqualTo(RunStatus.FAILED);
    }

    @Test
    void aTrainedNetworkIsAskedAsTrainingLeftIt() throws Exception {
        VerifyBench bench = new VerifyBench(folder).fill(net).train(net);
        StageContext context = bench.verify(List.of());
        Certificate certificate = read(bench, context, VerifyStage.CERTIFICATE, Certificate.class);
        int right = certificate.accuracy("trained").orElseThrow().right();
        assertThat(right)
                .as("same ranges and weights as the integer model, which rounds a little differently")
                .isCloseTo(
                        certificate.accuracy("integer").orElseThrow().right(), org.assertj.core.data.Offset.offset(3));
        Report report = read(bench, context, VerifyStage.REPORT, Report.class);
        assertThat(report.curves())
                .singleElement()
                .satisfies(curve -> assertThat(curve.steps()).isEqualTo(2));
        assertThat(report.stages()).extracting(stage -> stage.stage()).contains(StageName.QAT.spelling());
    }

    @Test
    void aStopEndsTheStageAndLeavesNothing() throws Exception {
        VerifyBench bench = new VerifyBench(folder).fill(net);
        bench.stopped = true;
        assertThatThrownBy(() -> bench.verify(List.of())).isInstanceOf(StageStoppedException.class);
        assertThat(bench.store.list("").stream().map(object -> object.key()))
                .noneMatch(key -> key.contains("07-verify"));
    }

    private static byte[] bytes(VerifyBench bench, StageContext context, String name) throws IOException {
        ArtifactReference reference = context.outputs().stream()
                .filter(output -> output.name().equals(name))
                .findFirst()
                .orElseThrow();
        return bench.store.read(reference.key(), reference.sha256());
    }

    private static <T extends Record> T read(VerifyBench bench, StageContext context, String name, Class<T> type)
            throws IOException {
        return Documents.read(name, bytes(bench, context, name), type);
    }
}
