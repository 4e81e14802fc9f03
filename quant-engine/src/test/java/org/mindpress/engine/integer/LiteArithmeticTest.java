package org.mindpress.engine.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.quant.QuantizationParameters;

class LiteArithmeticTest {
    static Stream<UnitVectors.Case> multipliers() {
        return UnitVectors.of("QMUL");
    }

    static Stream<UnitVectors.Case> highMultiplications() {
        return UnitVectors.of("SRDHM");
    }

    static Stream<UnitVectors.Case> shifts() {
        return UnitVectors.of("RSHIFT");
    }

    static Stream<UnitVectors.Case> multiplications() {
        return UnitVectors.of("MBQM");
    }

    static Stream<UnitVectors.Case> convolutionMultipliers() {
        return UnitVectors.of("CONVMUL");
    }

    static Stream<UnitVectors.Case> ranges() {
        return UnitVectors.of("ACTRANGE");
    }

    static Stream<UnitVectors.Case> biases() {
        return UnitVectors.of("BIAS");
    }

    static Stream<UnitVectors.Case> inputs() {
        return UnitVectors.of("QUANT");
    }

    static Stream<UnitVectors.Case> outputs() {
        return UnitVectors.of("DEQUANT");
    }

    @ParameterizedTest
    @MethodSource("multipliers")
    void quantizesAFactor(UnitVectors.Case vector) {
        assertThat(FixedPointMultiplier.of(vector.real(1)))
                .isEqualTo(new FixedPointMultiplier(vector.integer(2), vector.integer(3)));
    }

    @ParameterizedTest
    @MethodSource("highMultiplications")
    void multipliesHigh(UnitVectors.Case vector) {
        int left = vector.integer(1);
        int right = vector.integer(2);
        assertThat(KernelForm.ARM.highMultiply(left, right)).isEqualTo(vector.integer(3));
        assertThat(KernelForm.X86.highMultiply(left, right)).isEqualTo(vector.integer(4));
    }

    @ParameterizedTest
    @MethodSource("shifts")
    void shiftsWithRounding(UnitVectors.Case vector) {
        int value = vector.integer(1);
        int bits = vector.integer(2);
        assertThat(KernelForm.ARM.roundingShift(value, bits)).isEqualTo(vector.integer(3));
        assertThat(KernelForm.X86.roundingShift(value, bits)).isEqualTo(vector.integer(4));
    }

    @ParameterizedTest
    @MethodSource("multiplications")
    void multipliesWithTwoRoundings(UnitVectors.Case vector) {
        FixedPointMultiplier factor = new FixedPointMultiplier(vector.integer(2), vector.integer(3));
        assertThat(factor.apply(vector.integer(1))).isEqualTo(vector.integer(4));
        assertThat(factor.apply(vector.integer(1), KernelForm.ARM)).isEqualTo(vector.integer(4));
    }

    @ParameterizedTest
    @MethodSource("convolutionMultipliers")
    void roundsTheProductOfScalesToFloatFirst(UnitVectors.Case vector) {
        assertThat(LiteArithmetic.convolutionMultiplier(vector.single(1), vector.single(2), vector.single(3)))
                .isEqualTo(new FixedPointMultiplier(vector.integer(4), vector.integer(5)));
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void clampsToTheActivationsRange(UnitVectors.Case vector) {
        CodeRange range = activation(vector.integer(1)).range(vector.parameters(2));
        assertThat(range).isEqualTo(new CodeRange(vector.integer(4), vector.integer(5)));
    }

    @ParameterizedTest
    @MethodSource("biases")
    void quantizesABiasInDouble(UnitVectors.Case vector) {
        assertThat(LiteArithmetic.biasCode(vector.single(3), vector.single(1), vector.single(2)))
                .isEqualTo(vector.integer(4));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void castsTheInputFusedAndSeparate(UnitVectors.Case vector) {
        float inverse = 1f / vector.single(1);
        float[] values = vector.singles(3);
        byte[] fused = new byte[values.length];
        byte[] separate = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            fused[i] = LiteArithmetic.inputCode(values[i], inverse, vector.integer(2));
            separate[i] = LiteArithmetic.inputCodeSeparate(values[i], inverse, vector.integer(2));
        }
        assertThat(fused).isEqualTo(vector.codes(4));
        assertThat(separate).isEqualTo(vector.codes(5));
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void castsTheOutput(UnitVectors.Case vector) {
        byte[] codes = vector.codes(3);
        float[] values = new float[codes.length];
        for (int i = 0; i < codes.length; i++) {
            values[i] = vector.parameters(1).real(codes[i]);
        }
        assertThat(values).isEqualTo(vector.singles(4));
    }

    @Test
    void highMultiplyEqualsTheNativeDivisionForm() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 100_000; i++) {
            int left = random.nextInt();
            int right = random.nextInt() >>> 1;
            long product = (long) left * right;
            long nudge = product >= 0 ? 1L << 30 : 1 - (1L << 30);
            assertThat(LiteArithmetic.highMultiply(left, right)).isEqualTo((int) ((product + nudge) / (1L << 31)));
        }
    }

    @Test
    void tiesGoAwayFromZero() {
        assertThat(LiteArithmetic.roundAway(2.5)).isEqualTo(3);
        assertThat(LiteArithmetic.roundAway(-2.5)).isEqualTo(-3);
        assertThat(LiteArithmetic.roundAway(0.49999999999999994)).isZero();
        assertThat(LiteArithmetic.roundingShift(24, 4)).isEqualTo(2);
        assertThat(LiteArithmetic.roundingShift(-24, 4)).isEqualTo(-2);
    }

    @Test
    void requantizingADequantizedCodeGivesTheSameCode() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 500; i++) {
            float scale = (float) Math.exp(random.nextDouble(-9, 1));
            QuantizationParameters parameters = new QuantizationParameters(scale, random.nextInt(-128, 128));
            for (int code = -128; code <= 127; code++) {
                float value = parameters.real(code);
                assertThat(LiteArithmetic.inputCode(value, 1f / scale, parameters.zeroPoint()))
                        .isEqualTo((byte) code);
                assertThat(LiteArithmetic.weightCode(value, scale, parameters.zeroPoint()))
                        .isEqualTo((byte) code);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAFactorThatIsNoFactor(double factor) {
        assertThatThrownBy(() -> FixedPointMultiplier.of(factor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Double.toString(factor));
    }

    static Activation activation(int number) {
        return switch (number) {
            case 0 -> Activation.NONE;
            case 1 -> Activation.RELU;
            case 3 -> Activation.RELU6;
            default -> throw new IllegalArgumentException("activation " + number);
        };
    }
}
