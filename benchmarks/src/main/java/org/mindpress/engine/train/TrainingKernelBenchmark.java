package org.mindpress.engine.train;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.Granularity;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.engine.quant.RangeSide;
import org.mindpress.engine.quant.WeightQuantizer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What training adds to a step around the convolutions: the rounded weight, and batch norm + ReLU + fake quantisation at batch 128. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TrainingKernelBenchmark {
    private static final int BATCH = 128;

    /** Channels, side of the map. */
    @Param({"16-32", "64-8"})
    public String sizes;

    private WeightGrid grid;
    private INDArray weight;
    private INDArray rounded;
    private INDArray source;
    private INDArray upstream;
    private INDArray target;
    private float[] gamma;
    private float[] beta;
    private ActivationPoint point;

    /** Draws weight, input and gradient. */
    @Setup
    public void prepare() {
        Deeplearning4jRuntime.prepare();
        String[] parts = sizes.split("-");
        int channels = Integer.parseInt(parts[0]);
        int side = Integer.parseInt(parts[1]);
        grid = new WeightGrid(new WeightQuantizer(Granularity.PER_CHANNEL, 127), channels);
        weight = tensor(1, channels, channels, 3, 3);
        rounded = tensor(1, channels, channels, 3, 3);
        source = tensor(2, BATCH, channels, side, side);
        upstream = tensor(3, BATCH, channels, side, side);
        target = tensor(4, BATCH, channels, side, side);
        gamma = new float[channels];
        beta = new float[channels];
        Arrays.fill(gamma, 1f);
        point = new ActivationPoint(
                new QuantizationPoint("point", "point", RangeSide.NON_NEGATIVE, LayerSettings.DEFAULT, false), 0.1);
        point.bind(Nd4j.zeros(DataType.FLOAT, 1, ActivationPoint.RANGE_LENGTH));
        point.range(new ActivationRange(0f, 3f), 1);
        point.quantize(true);
    }

    private static INDArray tensor(long seed, long... shape) {
        Random random = new Random(seed);
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nd4j.create(values, shape, 'c');
    }

    /** What {@link WeightFakeQuantization} does for each convolution in each step. */
    @Benchmark
    public INDArray weightFakeQuantization() {
        TensorMemory.write(rounded, grid.round(TensorMemory.copy(weight)));
        return rounded;
    }

    /** Batch statistics, normalisation, ReLU, fake quantisation. */
    @Benchmark
    public INDArray channelPassForward() {
        ChannelPass pass = new ChannelPass(source, gamma, beta, 1e-5f, Clipping.RELU);
        pass.measure(source);
        pass.forward(source, target, point, false);
        return target;
    }

    /** The same and the gradients. */
    @Benchmark
    public INDArray channelPassForwardAndBackward() {
        ChannelPass pass = new ChannelPass(source, gamma, beta, 1e-5f, Clipping.RELU);
        pass.measure(source);
        pass.forward(source, target, point, false);
        pass.backward(source, upstream, target);
        return target;
    }
}
