package org.mindpress.engine.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mindpress.engine.quant.QuantizationParameters;

class OperationTest {
    private static final Workers ALONE = Workers.single();

    static Stream<UnitVectors.Case> convolutions() {
        return UnitVectors.of("CONV");
    }

    static Stream<UnitVectors.Case> additions() {
        return UnitVectors.of("ADD");
    }

    static Stream<UnitVectors.Case> pools() {
        return UnitVectors.of("POOL");
    }

    static Stream<UnitVectors.Case> means() {
        return UnitVectors.of("REDUCEMEAN");
    }

    static Stream<UnitVectors.Case> activations() {
        return UnitVectors.of("RELU");
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void convolution(UnitVectors.Case vector) {
        int kernel = vector.integer(5);
        int stride = vector.integer(6);
        int[] pads = vector.integers(9);
        boolean same = vector.integer(8) == 1;
        int height = vector.integer(3);
        int width = vector.integer(4);
        ConvolutionGeometry geometry = new ConvolutionGeometry(
                vector.integer(1),
                vector.integer(2),
                vector.integer(7),
                same
                        ? WindowAxis.same(height, kernel, stride, 1)
                        : new WindowAxis(height, kernel, stride, 1, pads[0], pads[1]),
                same
                        ? WindowAxis.same(width, kernel, stride, 1)
                        : new WindowAxis(width, kernel, stride, 1, pads[2], pads[3]));
        ConvolutionScales scales =
                new ConvolutionScales(vector.parameters(10), new FloatArray(vector.singles(15)), vector.parameters(12));
        Convolution convolution = new Convolution(
                geometry, vector.integer(11), vector.codes(18), vector.integers(16), vector.integers(19));
        Operation operation = new ConvolutionOperation(
                geometry,
                new PlainConvolutionKernel(convolution),
                scales,
                LiteArithmeticTest.activation(vector.integer(14)));
        assertThat(operation.run(List.of(vector.codes(17)), 0, 1, ALONE)).isEqualTo(vector.codes(20));
    }

    @ParameterizedTest
    @MethodSource("additions")
    void addition(UnitVectors.Case vector) {
        AddOperation.Addends addends =
                new AddOperation.Addends(vector.parameters(1), vector.parameters(3), vector.parameters(5));
        Activation activation = LiteArithmeticTest.activation(vector.integer(7));
        List<byte[]> inputs = List.of(vector.codes(8), vector.codes(9));
        MapShape shape = new MapShape(inputs.get(0).length, 1, 1);
        assertThat(new AddOperation(shape, 1, KernelForm.ARM, addends, activation).run(inputs, 0, 1, ALONE))
                .isEqualTo(vector.codes(10));
        assertThat(new AddOperation(shape, 1, KernelForm.X86, addends, activation).run(inputs, 0, 1, ALONE))
                .isEqualTo(vector.codes(11));
    }

    @ParameterizedTest
    @MethodSource("pools")
    void pool(UnitVectors.Case vector) {
        boolean same = vector.integer(6) == 1;
        PoolGeometry geometry = new PoolGeometry(
                vector.integer(1),
                poolWindow(vector.integer(2), vector.integer(4), vector.integer(5), same),
                poolWindow(vector.integer(3), vector.integer(4), vector.integer(5), same));
        List<byte[]> inputs = List.of(vector.codes(11));
        QuantizationParameters input = vector.parameters(7);
        QuantizationParameters output = vector.parameters(9);
        assertThat(new MaxPoolOperation(geometry, input, output).run(inputs, 0, 1, ALONE))
                .isEqualTo(vector.codes(12));
        assertThat(new AveragePoolOperation(geometry, KernelForm.X86, input, output).run(inputs, 0, 1, ALONE))
                .isEqualTo(vector.codes(13));
        assertThat(new AveragePoolOperation(geometry, KernelForm.ARM, input, output).run(inputs, 0, 1, ALONE))
                .isEqualTo(vector.codes(14));
    }

    private static WindowAxis poolWindow(int input, int kernel, int stride, boolean same) {
        return same ? WindowAxis.same(input, kernel, stride, 1) : WindowAxis.valid(input, kernel, stride, 1);
    }

    @ParameterizedTest
    @MethodSource("means")
    void reduceMean(UnitVectors.Case vector) {
        MapShape shape = new MapShape(vector.integer(1), vector.integer(2), vector.integer(3));
        Operation operation = new ReduceMeanOperation(shape, vector.parameters(4), vector.parameters(6));
        assertThat(operation.run(List.of(vector.codes(8)), 0, 1, ALONE)).isEqualTo(vector.codes(9));
    }

    @ParameterizedTest
    @MethodSource("activations")
    void standAloneActivation(UnitVectors.Case vector) {
        Operation operation = CodeTableOperation.activation(
                LiteArithmeticTest.activation(vector.integer(1)), vector.parameters(2), vector.parameters(4));
        assertThat(operation.run(List.of(vector.codes(6)), 0, 1, ALONE)).isEqualTo(vector.codes(7));
    }

    @Test
    void padSurroundsWithTheZeroPoint() {
        Operation pad = new PadOperation(new MapShape(2, 1, 2), new MapShape(2, 2, 4), 1, 1, -7);
        byte[] codes = {1, 2, 3, 4};
        assertThat(pad.run(List.of(codes), 0, 1, ALONE))
                .containsExactly(-7, -7, -7, -7, -7, 1, 2, -7, -7, -7, -7, -7, -7, 3, 4, -7);
    }

    @Test
    void biasAddIsAnAddOfTheRepeatedBias() {
        QuantizationParameters input = new QuantizationParameters(0.02f, 3);
        AddOperation.Addends addends = new AddOperation.Addends(
                input, new QuantizationParameters(0.01f, 0), new QuantizationParameters(0.03f, 1));
        MapShape shape = new MapShape(2, 1, 3);
        AddOperation add = new AddOperation(shape, 1, KernelForm.ARM, addends, Activation.NONE);
        byte[] codes = {1, 2, 3, 4, 5, 6};
        byte[] repeated = {50, 50, 50, -60, -60, -60};
        assertThat(new BiasAddOperation(add, shape, new byte[] {50, -60}).run(List.of(codes), 0, 1, ALONE))
                .isEqualTo(add.run(List.of(codes, repeated), 0, 1, ALONE));
    }

    @Test
    void theArmTailOfTheInputIsCountedInChannelLastOrder() {
        QuantizationParameters parameters = new QuantizationParameters(0.0187f, -14);
        float border = -0x1.0e7a0ep0f; // fused -70, separate -71
        MapShape shape = new MapShape(3, 1, 13); // 39 elements: the last 7 of NHWC are pixels 10 (channels 2) to 12
        float[] values = new float[39];
        java.util.Arrays.fill(values, border);
        byte[] codes = new InputCast(shape, 1, parameters, true).run(values, 0, 1);
        for (int channel = 0; channel < 3; channel++) {
            for (int pixel = 0; pixel < 13; pixel++) {
                boolean tail = pixel * 3 + channel >= 32;
                assertThat(codes[channel * 13 + pixel]).isEqualTo((byte) (tail ? -71 : -70));
            }
        }
        assertThat(new InputCast(shape, 1, parameters, false).run(values, 0, 1)).containsOnly(-70);
    }
}
