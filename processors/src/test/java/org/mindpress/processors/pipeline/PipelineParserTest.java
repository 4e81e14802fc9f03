package org.mindpress.processors.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.data.CropFlip;
import org.mindpress.engine.data.Resize;
import org.mindpress.engine.quant.Block;
import org.mindpress.engine.quant.Granularity;
import org.mindpress.engine.quant.GroupKind;
import org.mindpress.engine.quant.LayerMatcher;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.ObserverKind;
import org.mindpress.engine.quant.PolicyRule;
import org.mindpress.engine.quant.TrainingMoment;

class PipelineParserTest {
    private static final String HEAD = """
            pipeline: small
            data: { set: tiny, format: cifar-10 }
            model: { uri: "bucket:models/tiny.onnx" }
            input: { channels: GRAY, height: 8, width: 8, mean: [0.5], standard-deviation: [0.25] }
            """;

    private final PipelineParser parser = new PipelineParser(UriRules.bucketOnly());

    @Test
    void everyDefaultComesFromTheTable() throws PipelineException {
        Pipeline pipeline = parser.parse("small.yaml", HEAD);

        assertThat(pipeline.schedule()).isEmpty();
        assertThat(pipeline.seed()).isEqualTo(1);
        assertThat(pipeline.gateDropPoints()).isEmpty();
        assertThat(pipeline.policy().rules()).isEmpty();
        assertThat(pipeline.policy().defaults()).isEqualTo(LayerSettings.DEFAULT);
        assertThat(pipeline.data().augmentation()).isEqualTo(CropFlip.standard());
        assertThat(pipeline.stages().qat()).isEmpty();
        assertThat(pipeline.stages().distill()).isEmpty();
        assertThat(pipeline.stages().calibrate()).isEqualTo(new CalibrateSection(1000, 10, true));
        assertThat(pipeline.stages().verify()).isEqualTo(new VerifySection(OptionalInt.empty(), 20, 200));
        assertThat(pipeline.model()).isEqualTo(ModelUri.bucket("models/tiny.onnx"));
    }

    @Test
    void tooFewCalibrationImagesAreRefusedBeforeARunStarts() {
        PipelineException fault = catchThrowableOfType(
                PipelineException.class,
                () -> parser.parse("small.yaml", HEAD + "stages: { calibrate: { images: 99 } }\n"));
        assertThat(fault).hasMessageContaining("small.yaml:5:").hasMessageContaining("100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cifar10-demo", "cifar10-ptq", "cifar10-full", "cifar10-quick"})
    void readsTheExamples(String name) throws IOException, PipelineException {
        Pipeline pipeline = parser.parse(name, Files.readString(Path.of("../examples/" + name + ".yaml")));

        assertThat(pipeline.name()).isEqualTo(name);
        assertThat(pipeline.policy().defaults().granularity()).isEqualTo(Granularity.PER_TENSOR);
        assertThat(pipeline.policy().rules())
                .containsExactly(PolicyRule.of(new LayerMatcher.Structure(Block.RESIDUAL), Granularity.PER_CHANNEL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cifar10-64px", "cifar10-64px-ptq", "resnet50-224"})
    void readsTheExamplesOfResNet50(String name) throws IOException, PipelineException {
        Pipeline pipeline = parser.parse(name, Files.readString(Path.of("../examples/resnet50/" + name + ".yaml")));

        assertThat(pipeline.name()).endsWith(name);
        assertThat(pipeline.policy().rules())
                .containsExactly(PolicyRule.of(new LayerMatcher.Structure(Block.BOTTLENECK), Granularity.PER_CHANNEL));
    }

    @Test
    void theDemoIsTheScheduleOfTheAcceptance() throws IOException, PipelineException {
        Pipeline demo = parser.parse("demo", Files.readString(Path.of("../examples/cifar10-demo.yaml")));

        assertThat(demo.policy().defaults().activationDelay()).isEqualTo(TrainingMoment.ofSteps(100));
        assertThat(demo.stages().qat().orElseThrow().length())
                .isEqualTo(new TrainingLength(150, TrainingLength.Unit.STEPS));
        assertThat(demo.stages().distill().orElseThrow().training().length())
                .isEqualTo(new TrainingLength(300, TrainingLength.Unit.STEPS));
        assertThat(demo.gateDropPoints()).isEqualTo(OptionalDouble.of(1.0));
    }

    @Test
    void allProblemsComeTogetherWithLineAndColumn() {
        String text = HEAD + """
                stages:
                  qat:
                    epocs: 2
                    batch: many
                    optimizer: sdg
                  verify: [1]
                policy:
                  default: { activation-delay: 100, bits: 9 }
                  rules:
                    - { block: residual }
                    - { granularity: per-channel }
                gate: {}
                seed: "1"
                """;

        assertThat(problems(text))
                .containsExactly(
                        "small.yaml:7:5: unknown key 'epocs' (did you mean 'epochs'?)",
                        "small.yaml:7:5: a training says its length by either 'steps' or 'epochs'",
                        "small.yaml:8:12: 'batch' takes a whole number, found 'many'",
                        "small.yaml:9:16: 'optimizer' cannot be 'sdg' (did you mean 'sgd'?); known: sgd, adam",
                        "small.yaml:10:11: 'verify' takes a mapping of keys, found a list",
                        "small.yaml:12:32: 'activation-delay' has no unit: write '100 steps' or '100 epochs'",
                        "small.yaml:12:43: 'bits' must lie in 2 to 8, found 9",
                        "small.yaml:14:7: a rule sets something beside naming layers, such as 'granularity: per-channel'",
                        "small.yaml:15:7: a rule names its layers by exactly one of 'layers', 'type' and 'block', found 0",
                        "small.yaml:16:7: 'gate' needs 'drop-points': Highest accepted upper end of the accuracy drop, points.",
                        "small.yaml:17:7: 'seed' takes a whole number, found '1'");
    }

    @Test
    void aLayerInFloatHasNoBits() throws PipelineException {
        String rule = HEAD + "policy: { rules: [ { type: convolution, precision: float32%s } ] }\n";
        assertThat(parser.parse("small.yaml", rule.formatted("")).policy().rules())
                .containsExactly(PolicyRule.keepingFloat(new LayerMatcher.Type(GroupKind.CONVOLUTION)));
        assertThat(problems(rule.formatted(", bits: 8")))
                .singleElement()
                .asString()
                .contains("a layer in float32 has no 'bits'");
    }

    @Test
    void anEmptyMappingNamesEverythingThatIsMissing() {
        assertThat(problems("{}"))
                .hasSize(4)
                .allSatisfy(problem -> assertThat(problem).startsWith("small.yaml:1:1: a pipeline needs '"));
    }

    @Test
    void aKeyInTheWrongPlaceIsToldWhereItBelongs() {
        assertThat(problems(HEAD + "learning-rate: 0.1\n"))
                .singleElement()
                .asString()
                .startsWith("small.yaml:5:1: unknown key 'learning-rate' here; it belongs under 'stages.qat' or"
                        + " under 'stages.distill'; known: pipeline,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "just text", "- a\n- b", "a: [1, 2", "a: 'b", "\t- x", "a: &x [*x]\nb: {{{", "%%%\u0001"})
    void garbageEndsInOneProblemWithAPlace(String text) {
        assertThat(problems(text))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).matches("(?s)small\\.yaml:\\d+:\\d+: .+"));
    }

    @Test
    void aRepeatedKeyIsRefused() {
        assertThat(problems(HEAD + "seed: 1\nseed: 2\n"))
                .containsExactly("small.yaml:6:1: key 'seed' stands here twice");
    }

    @Test
    void literalSecretsAreRefusedWithoutRepeatingThem() {
        assertThat(problems(HEAD + "webhook-token: hunter2\n"))
                .singleElement()
                .asString()
                .contains("small.yaml:5:16", "${env:NAME}")
                .doesNotContain("hunter2");
        assertThat(problems(HEAD.replace("bucket:models/tiny.onnx", "https://me:hunter2@host/tiny.onnx")))
                .singleElement()
                .asString()
                .doesNotContain("hunter2");
    }

    @Test
    void listsMustFitTheChannels() {
        assertThat(problems(HEAD.replace("GRAY", "RGB")))
                .containsExactly(
                        "small.yaml:4:52: 'mean' needs 3 values for RGB, found 1",
                        "small.yaml:4:79: 'standard-deviation' needs 3 values for RGB, found 1");
    }

    @ParameterizedTest
    @CsvSource({
        "cifar-10, bilinear, format cifar-10 is resized after normalisation: 'resize: normalized-bilinear'",
        "folders, normalized-bilinear, format folders is resized before normalisation: 'resize: bilinear'"
    })
    void eachFormatHasItsWayOfResizing(String format, String resize, String message) {
        String text = HEAD.replace("cifar-10", format).replace("GRAY,", "GRAY, resize: " + resize + ",");
        assertThat(problems(text)).containsExactly("small.yaml:4:34: " + message);
    }

    @Test
    void imagesOfAnotherSizeAreEnlargedAfterNormalisation() throws PipelineException {
        String text = HEAD.replace("GRAY,", "GRAY, resize: normalized-bilinear,");
        assertThat(parser.parse("small.yaml", text).input().resize()).isEqualTo(Resize.NORMALIZED_BILINEAR);
    }

    @Test
    void theNetworkOfAFileOfParametersIsNamed() throws PipelineException {
        String text = HEAD.replace("models/tiny.onnx\"", "models/tiny.ckpt\", architecture: resnet20");
        assertThat(parser.parse("small.yaml", text).model())
                .isEqualTo(ModelUri.bucket("models/tiny.ckpt").withArchitecture(Optional.of("resnet20")));
        assertThat(problems(text.replace("resnet20", "resnet21")))
                .singleElement()
                .asString()
                .startsWith("small.yaml:3:")
                .contains("resnet20");
    }

    @Test
    void aScheduleIsChecked() {
        assertThat(problems(HEAD + "schedule: { cron: 0 2 * * *, time-zone: Europe/Berln }\n"))
                .containsExactly(
                        "small.yaml:5:19: a cron expression has six or seven fields (second minute hour day month weekday"
                                + " year), this one has 5",
                        "small.yaml:5:41: unknown time zone 'Europe/Berln' (did you mean 'Europe/Berlin'?)");
    }

    @Test
    void aDelayThatNeverPassesIsRefused() {
        assertThat(problems(HEAD + """
                        policy: { default: { activation-delay: 100 steps } }
                        stages: { qat: { steps: 100 } }
                        """))
                .singleElement()
                .asString()
                .startsWith("small.yaml:5:40: the delay of 100 steps never passes in 100 training steps");
    }

    @Test
    void momentsCarryTheirUnit() throws PipelineException {
        Pipeline pipeline = parser.parse("small.yaml", HEAD + """
                        policy:
                          default: { activation-delay: "2 epochs", observer-freeze: 50% }
                          rules: [{ layers: "body.*.conv", observer: entropy, activation-delay: 1 step }]
                        stages: { qat: { epochs: 3 }, calibrate: { range: min-max } }
                        """);

        LayerSettings defaults = pipeline.policy().defaults();
        assertThat(defaults.activationDelay()).hasToString("2 epochs");
        assertThat(defaults.observerFreeze()).hasToString("50%");
        assertThat(defaults.observer()).isEqualTo(ObserverKind.MIN_MAX);
        assertThat(pipeline.policy().rules()).singleElement().satisfies(rule -> {
            assertThat(rule.observer()).contains(ObserverKind.ENTROPY);
            assertThat(rule.activationDelay()).contains(TrainingMoment.ofSteps(1));
        });
    }

    @Test
    void filesLieBelowAnAllowedFolder(@TempDir Path folder) throws PipelineException {
        PipelineParser local = new PipelineParser(UriRules.below(folder));
        String inside = HEAD.replace("bucket:models/tiny.onnx", "file:tiny.onnx");
        String outside = HEAD.replace("bucket:models/tiny.onnx", "file:../tiny.onnx");

        assertThat(local.parse("small.yaml", inside).model().location()).endsWith("/tiny.onnx");
        assertThat(problems(local, outside)).singleElement().asString().contains("outside the allowed folders");
        assertThat(problems(inside)).singleElement().asString().contains("no place that a pipeline may name");
    }

    @Test
    void linksDoNotLeadOutOfTheAllowedFolder(@TempDir Path folder) throws IOException {
        Path allowed = Files.createDirectory(folder.resolve("allowed"));
        Files.writeString(folder.resolve("secret.onnx"), "x");
        Files.createSymbolicLink(allowed.resolve("link.onnx"), folder.resolve("secret.onnx"));

        assertThat(problems(
                        new PipelineParser(UriRules.below(allowed)),
                        HEAD.replace("bucket:models/tiny.onnx", "file:link.onnx")))
                .singleElement()
                .asString()
                .contains("outside the allowed folders");
    }

    @Test
    void theSchemaInTheDocumentsIsMadeFromTheTable() throws IOException {
        assertThat(Files.readString(Path.of("../docs/schemas/pipeline-1.json"))).isEqualTo(PipelineSchema.json());
    }

    @Test
    void eachKeyStandsOnceInItsSectionAndEachDefaultIsAllowed() throws PipelineException {
        for (Section section : Section.values()) {
            List<String> keys = Setting.in(section).stream().map(Setting::key).toList();
            assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.matches("[a-z]+(-[a-z]+)*"));
        }
        for (Setting setting : Setting.values()) {
            assertThat(setting.description()).endsWith(".");
            assertThat(setting.required() && setting.defaultText().isPresent()).isFalse();
        }
    }

    @Test
    void theNearestWordIsFoundWithinAThirdOfItsLength() {
        List<String> words = List.of("epochs", "steps", "batch");
        assertThat(NearestWord.to("epocs", words)).contains("epochs");
        assertThat(NearestWord.to("setps", words)).contains("steps");
        assertThat(NearestWord.to("optimizer", words)).isEmpty();
        assertThat(NearestWord.distance("ab", "ba")).isEqualTo(1);
        assertThat(NearestWord.distance("kitten", "sitting")).isEqualTo(3);
    }

    private List<String> problems(String text) {
        return problems(parser, text);
    }

    private static List<String> problems(PipelineParser parser, String text) {
        PipelineException exception =
                catchThrowableOfType(PipelineException.class, () -> parser.parse("small.yaml", text));
        return exception.problems().stream()
                .map(problem -> problem.in("small.yaml"))
                .toList();
    }
}
