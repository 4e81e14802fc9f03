package org.mindpress.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mindpress.engine.data.ChannelOrder;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.ModelGraph;

class QuantizationDocumentCodecTest {
    private static final InputSpecification INPUT = InputSpecification.of(
            ChannelOrder.RGB, 8, 8, new float[] {0.4914f, 0.4822f, 0.4465f}, new float[] {0.2470f, 0.2435f, 0.2616f});

    private static LayerPolicy policy() {
        return new LayerPolicy(
                new LayerSettings(
                        Granularity.PER_TENSOR,
                        8,
                        ObserverKind.PERCENTILE,
                        TrainingMoment.ofSteps(100),
                        new TrainingMoment(1.5, TrainingMoment.Unit.EPOCHS),
                        new TrainingMoment(12.25, TrainingMoment.Unit.PERCENT)),
                List.of(PolicyRule.of(new LayerMatcher.Structure(Block.RESIDUAL), Granularity.PER_CHANNEL)));
    }

    private static QuantizationDocument document(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        QuantizationPlan plan = QuantizationPlan.derive(ExampleNets.residual(1), policy());
        Map<String, PointState> points = new LinkedHashMap<>();
        Map<String, QuantizationParameters> parameters = new LinkedHashMap<>();
        for (QuantizationPoint point : plan.points()) {
            float low = -Math.abs(anyFinite(random));
            float high = Math.abs(anyFinite(random));
            points.put(
                    point.name(),
                    new PointState(
                            random.nextInt(5) == 0 ? Optional.empty() : Optional.of(new ActivationRange(low, high)),
                            List.of(ObserverKind.values()).get(random.nextInt(5)),
                            random.nextLong(0, Long.MAX_VALUE),
                            random.nextBoolean(),
                            random.nextLong(0, 1000)));
            parameters.put(
                    point.name(),
                    new QuantizationParameters(
                            Math.max(Math.abs(anyFinite(random)), Float.MIN_NORMAL), random.nextInt(-128, 128)));
        }
        QuantizationState initial = QuantizationState.initial(plan.inSteps(10, 1000));
        return new QuantizationDocument(
                INPUT,
                plan.pointOf(plan.inputName()).settings(),
                QuantizationDocument.of(INPUT, plan, initial).layers(),
                new QuantizationState(
                        Long.MAX_VALUE,
                        points,
                        initial.granularities(),
                        initial.weightBits(),
                        initial.batchNormalizationFrozen()),
                parameters);
    }

    private static float anyFinite(SplittableRandom random) {
        float value = Float.intBitsToFloat(random.nextInt());
        return Float.isFinite(value) ? value : 0f;
    }

    @Test
    void everyNumberComesBackBitForBit() {
        for (long seed = 0; seed < 200; seed++) {
            QuantizationDocument document = document(seed);
            byte[] json = QuantizationDocumentCodec.toJson(document);
            QuantizationDocument read = QuantizationDocumentCodec.fromJson("quantization.json", json);
            assertThat(read).as("seed=" + seed).isEqualTo(document);
            assertThat(QuantizationDocumentCodec.toJson(read)).isEqualTo(json);
        }
    }

    @Test
    void layersThatStayInFloatDoSoAfterReading() {
        LayerPolicy policy = new LayerPolicy(
                LayerSettings.DEFAULT, List.of(PolicyRule.keepingFloat(new LayerMatcher.Glob("body.**"))));
        QuantizationPlan plan = QuantizationPlan.derive(ExampleNets.residual(1), policy);
        QuantizationDocument document =
                QuantizationDocument.of(INPUT, plan, QuantizationState.initial(plan.inSteps(10, 1000)));
        byte[] json = QuantizationDocumentCodec.toJson(document);
        QuantizationDocument read = QuantizationDocumentCodec.fromJson("q.json", json);
        assertThat(read).isEqualTo(document);
        assertThat(read.plan(ExampleNets.residual(1)).integerConvolutions().stream()
                        .map(QuantizationGroup::layer))
                .containsExactly("stem.conv", "fc");
        String wrong = new String(json, StandardCharsets.UTF_8).replace("\"weightBits\" : 32", "\"weightBits\" : 16");
        assertThatThrownBy(() -> read(wrong)).hasMessageContaining("weight bits must lie in [2, 8]");
    }

    @Test
    void orderIsKept() {
        QuantizationDocument document = document(3);
        QuantizationDocument read =
                QuantizationDocumentCodec.fromJson("q.json", QuantizationDocumentCodec.toJson(document));
        assertThat(List.copyOf(read.layers().keySet()))
                .isEqualTo(List.copyOf(document.layers().keySet()));
        assertThat(List.copyOf(read.state().points().keySet()))
                .isEqualTo(List.copyOf(document.state().points().keySet()));
    }

    @Test
    void thePlanIsDerivedAgainForBothFormsOfTheGraph() {
        ModelGraph graph = ExampleNets.residual(1);
        QuantizationPlan plan = QuantizationPlan.derive(graph, policy());
        QuantizationDocument document = QuantizationDocumentCodec.fromJson(
                "q.json",
                QuantizationDocumentCodec.toJson(
                        QuantizationDocument.of(INPUT, plan, QuantizationState.initial(plan))));
        assertThat(document.plan(graph).groups()).isEqualTo(plan.groups());
        assertThat(document.plan(graph).points()).isEqualTo(plan.points());
        assertThat(document.plan(graph).describe()).isEqualTo(plan.describe());
        ModelGraph folded = BatchNormalizationFolding.fold(graph);
        assertThat(document.plan(folded).points())
                .isEqualTo(plan.forGraph(folded).points());
        assertThatThrownBy(() -> document.plan(ExampleNets.depthwise(1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStateOfDifferentLayersIsRefused() {
        QuantizationDocument document = document(1);
        QuantizationState state = document.state();
        QuantizationDocument broken = new QuantizationDocument(
                document.input(),
                document.defaults(),
                document.layers(),
                new QuantizationState(
                        0, state.points(), state.granularities(), Map.of(), state.batchNormalizationFrozen()),
                document.parameters());
        assertThatThrownBy(() -> QuantizationDocumentCodec.toJson(broken)).hasMessageContaining("different layers");
    }

    @Test
    void allProblemsComeTogetherWithTheirPlaces() {
        String json = text().replaceFirst("\"bits\" : 8", "\"bits\" : 9")
                .replaceFirst("\"frozen\" : false", "\"frozen\" : \"no\"")
                .replaceFirst("\"per-channel\"", "\"per-chanel\"")
                .replaceFirst("\"globalStep\"", "\"globalStp\"")
                .replaceFirst("\"count\" : 0", "\"count\" : -1");
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("q.json: 6 problems\n")
                .hasMessageContainingAll(
                        "/globalStep is missing",
                        "/globalStp is unknown",
                        "/points/input/frozen: \"no\", expected true or false",
                        "/points/input/count: -1, expected a whole number from 0",
                        "/weights/stem.conv: weight bits must lie in [2, 8]",
                        "/granularity: \"per-chanel\", expected one of [per-channel, per-tensor]");
    }

    @Test
    void rangesAndScalesAreChecked() {
        String json = text().replaceFirst(
                        "\"observer\" : \"moving-average\"",
                        "\"low\" : 3, \"high\" : 2, \"observer\" : \"moving-average\"")
                .replace("\"parameters\" : { }", "\"parameters\" : {\"input\": {\"scale\": 0, \"zeroPoint\": 5}}");
        assertThatThrownBy(() -> read(json))
                .hasMessageContainingAll(
                        "2 problems", "/points/input: ", "low=3.0", "/parameters/input: ", "scale=0.0");
        assertThatThrownBy(() -> read(text().replaceFirst("\"format\" : 1", "\"format\" : 2")))
                .hasMessageContaining("format 2, expected 1");
        assertThatThrownBy(() -> read(text().replaceFirst("0.4914", "null")))
                .hasMessageStartingWith("q.json: 1 problem\n");
    }

    @Test
    void cutFilesGarbageAndDoubledKeysAreRefused() {
        byte[] whole = text().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length - 2; length += 37) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> QuantizationDocumentCodec.fromJson("q.json", cut))
                    .as("length=" + length)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("q.json:");
        }
        for (String garbage : List.of("[]", "7", "\"text\"", "{} {}", "\u0000\u0001", "[".repeat(100_000))) {
            assertThatThrownBy(() -> read(garbage))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("q.json:");
        }
        assertThatThrownBy(() -> read(text().replaceFirst("\"format\"", "\"globalStep\" : 1, \"format\"")))
                .hasMessageContaining("Duplicate");
    }

    private static String text() {
        QuantizationPlan plan = QuantizationPlan.derive(ExampleNets.residual(1), policy());
        return new String(
                QuantizationDocumentCodec.toJson(
                        QuantizationDocument.of(INPUT, plan, QuantizationState.initial(plan.inSteps(10, 100)))),
                StandardCharsets.UTF_8);
    }

    private static QuantizationDocument read(String json) {
        return QuantizationDocumentCodec.fromJson("q.json", json.getBytes(StandardCharsets.UTF_8));
    }
}
