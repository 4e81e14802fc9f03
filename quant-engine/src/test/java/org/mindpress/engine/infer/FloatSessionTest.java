package org.mindpress.engine.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.graph.Shape;

class FloatSessionTest {
    private static final String KEPT = "resnet20-cifar10.onnx";
    private static final SessionSettings TWO_THREADS = SessionSettings.optimized(2);

    @Test
    void oneVersionOfTheLibraryIsOnTheClassPath() {
        assertThat(FloatSession.providerVersion()).isEqualTo("1.29.0");
    }

    @ParameterizedTest(name = "model={0}")
    @CsvSource({
        KEPT + ", resnet20-cifar10",
        "resnet20-cifar10-folded.onnx, resnet20-cifar10",
        "mobilenetv2-cifar10.onnx, mobilenetv2-cifar10"
    })
    void logitsAreThoseOfTheTrainingFramework(String file, String net) {
        try (FloatSession session = FloatSession.open(FirstTestImages.model(file), TWO_THREADS)) {
            float[] logits = session.run(FirstTestImages.normalized(100), 100);
            assertThat(logits).containsExactly(FirstTestImages.logits(net + ".logits.first100.npy"), offset(1e-4f));
        }
    }

    @Test
    void knowsNamesAndShapes() {
        try (FloatSession session = FloatSession.open(FirstTestImages.model(KEPT), TWO_THREADS)) {
            assertThat(session.inputName()).isEqualTo("input");
            assertThat(session.inputShape()).isEqualTo(Shape.of(3, 32, 32));
            assertThat(session.outputName()).isEqualTo("logits");
        }
    }

    @Test
    void tapsReturnTensorsByValueByNodeAndTheInput() {
        List<String> taps = List.of("input", "/body/body.9/relu/Relu_output_0", "/body/body.9/relu/Relu");
        float[] images = FirstTestImages.normalized(2);
        try (FloatSession session = FloatSession.open(FirstTestImages.model(KEPT), SessionSettings.literal(1), taps)) {
            Map<String, float[]> tensors =
                    session.run(images, 2, List.of("input", "/body/body.9/relu/Relu_output_0", "logits"));
            assertThat(tensors.keySet()).containsExactly("input", "/body/body.9/relu/Relu_output_0", "logits");
            assertThat(tensors.get("input")).isEqualTo(images);
            float[] map = tensors.get("/body/body.9/relu/Relu_output_0");
            assertThat(map).hasSize(2 * 64 * 8 * 8);
            assertThat(map)
                    .isEqualTo(session.run(images, 2, List.of("/body/body.9/relu/Relu"))
                            .get("/body/body.9/relu/Relu"));
            for (float value : map) {
                assertThat(value).isGreaterThanOrEqualTo(0f);
            }
            assertThat(tensors.get("logits")).containsExactly(session.run(images, 2));
        }
    }

    @Test
    void aTapDoesNotChangeTheOutputBeyondRounding() {
        float[] images = FirstTestImages.normalized(4);
        byte[] model = FirstTestImages.model(KEPT);
        try (FloatSession plain = FloatSession.open(model, TWO_THREADS);
                FloatSession tapped = FloatSession.open(model, TWO_THREADS, List.of("/body/body.4/Add"))) {
            assertThat(tapped.run(images, 4)).containsExactly(plain.run(images, 4), offset(1e-4f));
        }
    }

    @Test
    void aBatchGivesWhatItsImagesGive() {
        float[] images = FirstTestImages.normalized(3);
        try (FloatSession session = FloatSession.open(FirstTestImages.model(KEPT), TWO_THREADS)) {
            float[] together = session.run(images, 3);
            float[] third = session.run(Arrays.copyOfRange(images, 2 * 3072, 3 * 3072), 1);
            assertThat(third).containsExactly(Arrays.copyOfRange(together, 20, 30), offset(1e-4f));
        }
    }

    @ParameterizedTest(name = "images={0}")
    @ValueSource(ints = {1, 3, 4, 7})
    void aFileThatFixesItsBatchTakesAnyNumberOfImages(int count) throws IOException {
        byte[] dynamic = FirstTestImages.model(KEPT);
        ModelProto.Builder model = ModelProto.parseFrom(dynamic).toBuilder();
        var input = model.getGraphBuilder().getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder();
        input.getShapeBuilder().getDimBuilder(0).setDimValue(3);
        model.getGraphBuilder().getOutputBuilder(0).clearType();
        float[] images = FirstTestImages.normalized(count);
        try (FloatSession fixed = FloatSession.open(model.build().toByteArray(), TWO_THREADS);
                FloatSession session = FloatSession.open(dynamic, TWO_THREADS)) {
            assertThat(fixed.run(images, count)).containsExactly(session.run(images, count), offset(1e-4f));
        }
    }

    @Test
    void repeatingARunGivesTheSameBits() {
        float[] images = FirstTestImages.normalized(8);
        try (FloatSession session = FloatSession.open(FirstTestImages.model(KEPT), TWO_THREADS)) {
            assertThat(session.run(images, 8)).containsExactly(session.run(images, 8));
        }
    }

    @Test
    void wrongSizesNameAllNumbers() {
        try (FloatSession session = FloatSession.open(FirstTestImages.model(KEPT), TWO_THREADS)) {
            assertThatThrownBy(() -> session.run(new float[3071], 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("3071", "batch=1", "[3, 32, 32]", "3072");
            assertThatThrownBy(() -> session.run(new float[0], 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> session.run(new float[3072], 1, List.of("nowhere")))
                    .hasMessageContaining("nowhere was not tapped");
        }
    }

    @Test
    void unknownTapsAreReportedTogether() {
        assertThatThrownBy(() -> FloatSession.open(
                        KEPT, FirstTestImages.model(KEPT), TWO_THREADS, List.of("no", "logits", "neither")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(KEPT, "[no, neither]");
    }

    @Test
    void garbageAndCutFilesAreRefusedByName() {
        byte[] cut = Arrays.copyOf(FirstTestImages.model(KEPT), 5000);
        assertThatThrownBy(() -> FloatSession.open("cut.onnx", cut, TWO_THREADS, List.of()))
                .isInstanceOf(InferenceException.class)
                .hasMessageStartingWith("cut.onnx: ");
        assertThatThrownBy(() -> FloatSession.open("cut.onnx", cut, TWO_THREADS, List.of("input")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cut.onnx: ");
        assertThatThrownBy(() -> FloatSession.open("junk.onnx", new byte[] {1, 2, 3}, TWO_THREADS, List.of()))
                .isInstanceOf(InferenceException.class)
                .hasMessageStartingWith("junk.onnx: ");
        assertThatThrownBy(() -> FloatSession.open("empty.onnx", new byte[0], TWO_THREADS, List.of()))
                .isInstanceOf(InferenceException.class)
                .hasMessageStartingWith("empty.onnx: ");
    }

    @Test
    void settingsNeedAThread() {
        assertThatThrownBy(() -> SessionSettings.optimized(0)).hasMessageContaining("threads=0");
    }
}
