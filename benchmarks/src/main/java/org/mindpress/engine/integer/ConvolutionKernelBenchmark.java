package org.mindpress.engine.integer;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The plain and the fast kernel on the 3 x 3 convolutions of ResNet-20, one thread; time per image. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ConvolutionKernelBenchmark {
    private static final int IMAGES = 8;

    /** Input channels, output channels, side of the map. */
    @Param({"3-16-32", "16-16-32", "32-32-16", "64-64-8"})
    public String sizes;

    private byte[] codes;
    private int[] sums;
    private SumReceiver receiver;
    private ConvolutionKernel plain;
    private ConvolutionKernel fast;

    /** Draws codes. */
    @Setup
    public void prepare() {
        String[] parts = sizes.split("-");
        int inputs = Integer.parseInt(parts[0]);
        int outputs = Integer.parseInt(parts[1]);
        WindowAxis axis = WindowAxis.same(Integer.parseInt(parts[2]), 3, 1, 1);
        ConvolutionGeometry geometry = new ConvolutionGeometry(inputs, outputs, 1, axis, axis);
        Random random = new Random(1);
        byte[] weights = new byte[outputs * geometry.taps()];
        random.nextBytes(weights);
        Convolution convolution = new Convolution(geometry, -128, weights, new int[1], new int[outputs]);
        codes = new byte[IMAGES * geometry.inputElements()];
        random.nextBytes(codes);
        sums = new int[IMAGES * geometry.outputElements()];
        receiver = SumReceiver.into(sums, geometry);
        plain = new PlainConvolutionKernel(convolution);
        fast = new FastConvolutionKernel.Factory().create(convolution).orElseThrow();
    }

    /** The definition. */
    @Benchmark
    @OperationsPerInvocation(IMAGES)
    public int[] plain() {
        plain.accumulate(codes, IMAGES, receiver);
        return sums;
    }

    /** Exact float32 matrix product. */
    @Benchmark
    @OperationsPerInvocation(IMAGES)
    public int[] fast() {
        fast.accumulate(codes, IMAGES, receiver);
        return sums;
    }
}
