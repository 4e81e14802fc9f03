package org.mindpress.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mindpress.engine.mindir.Golden;
import org.mindpress.engine.mindir.MalformedModelException;

/** Outputs against those of MindSpore itself, or of the generator that MindSpore confirmed. */
class ReferenceGoldenTest {
    @ParameterizedTest(name = "{0} within {1}")
    @CsvSource({
        "spec10_golden_relu, 0",
        "spec10_tiny, 1e-5",
        "handmade_float, 1e-5",
        "handmade_int8, 0",
        "handmade_int8_i64, 0",
        "quant_ops, 0",
        "requantize_lite, 0",
        "lenet_bn, 1e-4",
        "resnet20_small, 1e-4",
        "ops_mix, 1e-4"
    })
    void reproducesMindSpore(String name, double tolerance) {
        ReferenceInterpreter interpreter = ReferenceInterpreter.load(Golden.model(name));
        Tensor output = interpreter.run(Npy.floats(name + ".input.npy"), 1);
        double[] expected = Npy.read(name + ".output.npy");
        assertThat(output.elements()).isEqualTo(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(output.at(i) - expected[i])).isLessThanOrEqualTo(tolerance);
        }
    }

    @Test
    void everyImageOfABatchIsComputedAsIfAlone() {
        ReferenceInterpreter interpreter = ReferenceInterpreter.load(Golden.model("handmade_int8_i64"));
        int size = 3 * 32 * 32;
        Random random = new Random(7);
        float[] images = new float[3 * size];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextGaussian();
        }
        Tensor together = interpreter.run(images, 3);
        assertThat(together.shape()).containsExactly(3, 10);
        for (int image = 0; image < 3; image++) {
            Tensor alone = interpreter.run(java.util.Arrays.copyOfRange(images, image * size, (image + 1) * size), 1);
            for (int i = 0; i < 10; i++) {
                assertThat(together.wholeAt(image * 10 + i)).isEqualTo(alone.wholeAt(i));
            }
        }
        Tensor traced = interpreter.trace(images, 3).values().stream()
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(traced.shape()).containsExactly(3, 10);
        for (int i = 0; i < 30; i++) {
            assertThat(traced.wholeAt(i)).isEqualTo(together.wholeAt(i));
        }
    }

    @Test
    void aDeploymentFileIsRefusedWithAllItsMarkers() {
        assertThatThrownBy(() -> ReferenceInterpreter.load(Golden.model("lite_conv2_odd")))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("FakeQuantParam is not supported")
                .hasMessageContaining("give the verification file");
    }

    @Test
    void aWrongNumberOfValuesIsRefusedWithAllNumbers() {
        ReferenceInterpreter interpreter = ReferenceInterpreter.load(Golden.model("spec10_tiny"));
        assertThatThrownBy(() -> interpreter.run(new float[100], 2))
                .hasMessageContaining("100")
                .hasMessageContaining("192");
    }
}
