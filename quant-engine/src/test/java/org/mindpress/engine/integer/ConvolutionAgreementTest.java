package org.mindpress.engine.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mindpress.engine.infer.OnnxConvolutionKernel;

class ConvolutionAgreementTest {
    record Shape(ConvolutionGeometry geometry, int images, int inputZeroPoint, boolean perChannelZeroPoints) {}

    static Stream<Shape> oddShapes() {
        SplittableRandom random = new SplittableRandom(11);
        List<Shape> shapes = new ArrayList<>();
        int[] inputs = {1, 2, 3, 5, 8, 17};
        int[] outputs = {1, 3, 4, 7, 13};
        while (shapes.size() < 150) {
            int groups = 1 + random.nextInt(3);
            boolean depthwise = random.nextInt(4) == 0;
            int inputChannels = groups * inputs[random.nextInt(inputs.length)];
            int outputChannels = groups * outputs[random.nextInt(outputs.length)];
            Optional<WindowAxis> vertical = window(random);
            Optional<WindowAxis> horizontal = window(random);
            if (vertical.isPresent() && horizontal.isPresent()) {
                ConvolutionGeometry geometry = depthwise
                        ? new ConvolutionGeometry(
                                inputChannels, inputChannels, inputChannels, vertical.get(), horizontal.get())
                        : new ConvolutionGeometry(
                                inputChannels, outputChannels, groups, vertical.get(), horizontal.get());
                shapes.add(
                        new Shape(geometry, 1 + random.nextInt(3), random.nextInt(-128, 128), random.nextInt(5) == 0));
            }
        }
        return shapes.stream();
    }

    private static Optional<WindowAxis> window(SplittableRandom random) {
        int input = 1 + random.nextInt(19);
        int kernel = 1 + random.nextInt(5);
        int dilation = 1 + random.nextInt(3);
        int before = random.nextInt(4);
        int after = random.nextInt(4);
        return input + before + after >= dilation * (kernel - 1) + 1
                ? Optional.of(new WindowAxis(input, kernel, 1 + random.nextInt(3), dilation, before, after))
                : Optional.empty();
    }

    @ParameterizedTest
    @MethodSource("oddShapes")
    void everyKernelOnAnyThreadsEqualsPlainAndPlainEqualsLongArithmetic(Shape shape) {
        SplittableRandom random = new SplittableRandom(5);
        ConvolutionGeometry geometry = shape.geometry();
        int[] zeroPoints = new int[shape.perChannelZeroPoints() ? geometry.outputChannels() : 1];
        for (int i = 0; i < zeroPoints.length; i++) {
            zeroPoints[i] = shape.perChannelZeroPoints() ? random.nextInt(-128, 128) : 0;
        }
        byte[] weights = new byte[geometry.outputChannels() * geometry.taps()];
        random.nextBytes(weights);
        int[] bias = random.ints(geometry.outputChannels(), -(1 << 20), 1 << 20).toArray();
        Convolution convolution = new Convolution(geometry, shape.inputZeroPoint(), weights, zeroPoints, bias);
        byte[] codes = new byte[shape.images() * geometry.inputElements()];
        random.nextBytes(codes);

        int[] plain = sums(new PlainConvolutionKernel(convolution), codes, shape);
        for (ConvolutionKernel kernel : quick(convolution)) {
            for (int threads : new int[] {1, 2, 5}) {
                assertThat(sums(kernel, codes, shape, threads))
                        .as("%s, %d threads", kernel.getClass().getSimpleName(), threads)
                        .isEqualTo(plain);
            }
        }
        for (int i = 0; i < 20; i++) {
            int index = random.nextInt(plain.length);
            assertThat((long) plain[index]).isEqualTo(inLongs(convolution, codes, index));
        }
    }

    /** Sums of up to 1.5e8, far beyond what float32 holds exactly. */
    @Test
    void sumsBeyondTheFloatRangeAreExact() {
        ConvolutionGeometry geometry =
                new ConvolutionGeometry(512, 5, 1, new WindowAxis(3, 3, 1, 1, 1, 1), new WindowAxis(3, 3, 1, 1, 1, 1));
        Shape shape = new Shape(geometry, 2, -128, false);
        byte[] weights = new byte[geometry.outputChannels() * geometry.taps()];
        byte[] codes = new byte[2 * geometry.inputElements()];
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) (random.nextInt(8) == 0 ? -1 : 127);
        }
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (random.nextInt(8) == 0 ? 3 : 127);
        }
        Convolution convolution = new Convolution(geometry, -128, weights, new int[] {0}, new int[5]);
        int[] plain = sums(new PlainConvolutionKernel(convolution), codes, shape);
        List<ConvolutionKernel> kernels = quick(convolution);
        assertThat(kernels).hasSize(2);
        for (ConvolutionKernel kernel : kernels) {
            assertThat(sums(kernel, codes, shape, 2)).isEqualTo(plain);
        }
        assertThat(plain[4]).isGreaterThan(1 << 24);
    }

    @Test
    void aKernelThatDisagreesIsDropped() {
        ConvolutionGeometry geometry =
                new ConvolutionGeometry(2, 3, 1, WindowAxis.valid(4, 3, 1, 1), WindowAxis.valid(4, 3, 1, 1));
        Convolution convolution = new Convolution(geometry, 0, new byte[54], new int[] {0}, new int[] {1, 2, 3});
        ConvolutionKernel.Factory wrong = new ConvolutionKernel.Factory() {
            @Override
            public String name() {
                return "wrong";
            }

            @Override
            public Optional<ConvolutionKernel> create(Convolution ignored) {
                return Optional.of((codes, images, receiver, workers) -> receiver.take(0, 0, 0, new int[] {1}, 0, 1));
            }
        };
        assertThat(new AgreedKernels(List.of(wrong)).choose("stem", convolution))
                .isInstanceOf(PlainConvolutionKernel.class);
        assertThat(new AgreedKernels(List.of(wrong, new FastConvolutionKernel.Factory())).choose("stem", convolution))
                .isInstanceOf(FastConvolutionKernel.class);
    }

    /** All kernels but the plain one that take the convolution. */
    private static List<ConvolutionKernel> quick(Convolution convolution) {
        return Stream.of(new FastConvolutionKernel.Factory(), OnnxConvolutionKernel.factory(0))
                .flatMap(factory -> factory.create(convolution).stream())
                .toList();
    }

    private static int[] sums(ConvolutionKernel kernel, byte[] codes, Shape shape) {
        return sums(kernel, codes, shape, 1);
    }

    private static int[] sums(ConvolutionKernel kernel, byte[] codes, Shape shape, int threads) {
        int[] sums = new int[shape.images() * shape.geometry().outputElements()];
        try (Workers workers = Workers.of(threads)) {
            kernel.accumulate(codes, shape.images(), SumReceiver.into(sums, shape.geometry()), workers);
        }
        return sums;
    }

    /** The definition once more, over the padded image and in 64 bits. */
    private static long inLongs(Convolution convolution, byte[] codes, int index) {
        ConvolutionGeometry geometry = convolution.geometry();
        WindowAxis vertical = geometry.vertical();
        WindowAxis horizontal = geometry.horizontal();
        int column = index % horizontal.output();
        int row = index / horizontal.output() % vertical.output();
        int channel = index / geometry.outputArea() % geometry.outputChannels();
        int image = index / geometry.outputElements();
        long sum = convolution.bias(channel);
        for (int tap = 0; tap < geometry.taps(); tap++) {
            int input = geometry.firstInput(channel) + tap / (vertical.kernel() * horizontal.kernel());
            int y = row * vertical.stride()
                    + tap / horizontal.kernel() % vertical.kernel() * vertical.dilation()
                    - vertical.before();
            int x = column * horizontal.stride()
                    + tap % horizontal.kernel() * horizontal.dilation()
                    - horizontal.before();
            boolean inside = y >= 0 && y < vertical.input() && x >= 0 && x < horizontal.input();
            if (inside) {
                int at = ((image * geometry.inputChannels() + input) * vertical.input() + y) * horizontal.input() + x;
                sum += (long) (codes[at] - convolution.inputZeroPoint()) * convolution.tap(channel, tap);
            }
        }
        return sum;
    }
}
