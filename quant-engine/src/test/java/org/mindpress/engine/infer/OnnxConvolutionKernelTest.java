package org.mindpress.engine.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mindpress.engine.integer.Convolution;
import org.mindpress.engine.integer.ConvolutionGeometry;
import org.mindpress.engine.integer.SumReceiver;
import org.mindpress.engine.integer.WindowAxis;

class OnnxConvolutionKernelTest {
    /** 1,032 times 127 and one 8 are 2^24 / 128. */
    private static final int LARGE_WEIGHTS = 1032;

    private static final WindowAxis ONE = WindowAxis.valid(1, 1, 1, 1);

    @Test
    void aSumOfExactlyTwoToThe24IsOneRangeAndExact() {
        Convolution convolution = onePoint(8);
        assertThat(OnnxConvolutionKernel.exactRanges(convolution)).hasValue(List.of(LARGE_WEIGHTS + 1));
        byte[] codes = new byte[LARGE_WEIGHTS + 1];
        Arrays.fill(codes, (byte) -128);
        int[] sums = new int[2];
        OnnxConvolutionKernel.factory(0)
                .create(convolution)
                .orElseThrow()
                .accumulate(codes, 1, SumReceiver.into(sums, convolution.geometry()));
        assertThat(sums).containsExactly(3 - (1 << 24), -128);
    }

    @Test
    void oneChannelBeyondTwoToThe24SplitsTheInputs() {
        assertThat(OnnxConvolutionKernel.exactRanges(onePoint(9))).hasValue(List.of(LARGE_WEIGHTS, LARGE_WEIGHTS + 1));
    }

    /** Weights of 127 and a last one in channel 0, a single 1 in channel 1; input zero point 0. */
    private static Convolution onePoint(int last) {
        int inputs = LARGE_WEIGHTS + 1;
        byte[] weights = new byte[2 * inputs];
        Arrays.fill(weights, 0, inputs, (byte) 127);
        weights[inputs - 1] = (byte) last;
        weights[inputs] = 1;
        return new Convolution(
                new ConvolutionGeometry(inputs, 2, 1, ONE, ONE), 0, weights, new int[] {0}, new int[] {3, 0});
    }

    @Test
    void whatCannotBeSplitIsLeftToOtherKernels() {
        WindowAxis wide = WindowAxis.valid(40, 40, 1, 1);
        byte[] weights = new byte[2 * 1600];
        Arrays.fill(weights, (byte) -128);
        ConvolutionGeometry depthwise = new ConvolutionGeometry(2, 2, 2, wide, wide);
        assertThat(OnnxConvolutionKernel.factory(0)
                        .create(new Convolution(depthwise, 0, weights, new int[] {0}, new int[2])))
                .isEmpty();
        WindowAxis side = WindowAxis.valid(20, 20, 1, 1);
        ConvolutionGeometry grouped = new ConvolutionGeometry(8, 2, 2, side, side);
        assertThat(OnnxConvolutionKernel.factory(0)
                        .create(new Convolution(grouped, 0, weights, new int[] {0}, new int[2])))
                .isEmpty();
    }

    @Test
    void smallConvolutionsAreNotWorthACall() {
        ConvolutionGeometry dense = new ConvolutionGeometry(64, 10, 1, ONE, ONE);
        Convolution convolution = new Convolution(dense, 0, new byte[640], new int[] {0}, new int[10]);
        assertThat(OnnxConvolutionKernel.factory().create(convolution)).isEmpty();
    }
}
