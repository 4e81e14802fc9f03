package org.mindpress.engine.train;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mindpress.engine.quant.QuantizationParameters;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One forward and backward pass of batch normalisation, activation and fake quantisation over a row-major [N, C, H, W] array. Every
 * channel is summed by one thread in a fixed order: the bits do not depend on the number of threads.
 */
final class ChannelPass {
    /** Before the first forward pass. */
    static final ChannelPass NONE = new ChannelPass(0, 0, 0, new float[0], new float[0], 0f, Clipping.NONE);

    private final int batch;
    private final int channels;
    private final int area;
    private final float[] gamma;
    private final float[] beta;
    private final float epsilon;
    private final Clipping clipping;
    private final float[] slope;
    private final float[] shift;
    private final float[] gammaGradient;
    private final float[] betaGradient;
    private float[] mean;
    private float[] variance;
    private boolean measured;
    private float lower;
    private float upper;

    private ChannelPass(
            int batch, int channels, int area, float[] gamma, float[] beta, float epsilon, Clipping clipping) {
        this.batch = batch;
        this.channels = channels;
        this.area = area;
        this.gamma = gamma;
        this.beta = beta;
        this.epsilon = epsilon;
        this.clipping = clipping;
        slope = new float[channels];
        shift = new float[channels];
        gammaGradient = new float[channels];
        betaGradient = new float[channels];
        mean = new float[channels];
        variance = new float[channels];
    }

    ChannelPass(INDArray source, float[] gamma, float[] beta, float epsilon, Clipping clipping) {
        this(
                (int) source.size(0),
                (int) source.size(1),
                (int) (source.length() / (source.size(0) * source.size(1))),
                gamma,
                beta,
                epsilon,
                clipping);
    }

    boolean measured() {
        return measured;
    }

    float[] mean() {
        return mean;
    }

    float[] variance() {
        return variance;
    }

    float[] gammaGradient() {
        return gammaGradient;
    }

    float[] betaGradient() {
        return betaGradient;
    }

    /** Takes mean and population variance from the batch. Sums are centred at the first value of the channel. */
    void measure(INDArray source) {
        FloatBuffer from = TensorMemory.view(source);
        IntStream.range(0, channels).parallel().forEach(channel -> {
            float[] x = new float[area];
            float[] sum = new float[area];
            float[] squares = new float[area];
            float centre = 0f;
            for (int n = 0; n < batch; n++) {
                from.get(start(n, channel), x);
                if (n == 0) {
                    centre = x[0];
                }
                ElementLoops.addMoments(x, area, centre, sum, squares);
            }
            double count = (double) batch * area;
            double offset = ElementLoops.sum(sum, area) / count;
            mean[channel] = (float) (centre + offset);
            variance[channel] = (float) Math.max(0, ElementLoops.sum(squares, area) / count - offset * offset);
        });
        measured = true;
    }

    /** Takes the given statistics, which then are constants of the gradient. */
    void use(float[] runningMean, float[] runningVariance) {
        mean = runningMean;
        variance = runningVariance;
        measured = false;
    }

    private int start(int n, int channel) {
        return (n * channels + channel) * area;
    }

    private double inverse(int channel) {
        return 1 / Math.sqrt((double) variance[channel] + epsilon);
    }

    /** Writes the layer's output; an observing point sees the clipped values before they are quantised. */
    void forward(INDArray source, INDArray target, ActivationPoint point, boolean observe) {
        for (int channel = 0; channel < channels; channel++) {
            slope[channel] = (float) (gamma[channel] * inverse(channel));
            shift[channel] = beta[channel] - mean[channel] * slope[channel];
        }
        FloatBuffer from = TensorMemory.view(source);
        FloatBuffer to = TensorMemory.view(target);
        Optional<QuantizationParameters> known = observe ? Optional.empty() : point.grid();
        float[] minimum = new float[channels];
        float[] maximum = new float[channels];
        IntStream.range(0, channels).parallel().forEach(channel -> {
            float[] x = new float[area];
            ActivationFakeQuantization.Extremes extremes = new ActivationFakeQuantization.Extremes(area);
            for (int n = 0; n < batch; n++) {
                from.get(start(n, channel), x);
                ElementLoops.affine(x, area, slope[channel], shift[channel], clipping.lower(), clipping.upper());
                if (observe) {
                    extremes.add(x, area);
                }
                if (known.isPresent()) {
                    ElementLoops.quantize(x, area, known.get());
                }
                to.put(start(n, channel), x);
            }
            minimum[channel] = extremes.minimum();
            maximum[channel] = extremes.maximum();
        });
        Optional<QuantizationParameters> grid = known;
        if (observe) {
            point.update(
                    ActivationFakeQuantization.Extremes.least(minimum),
                    ActivationFakeQuantization.Extremes.greatest(maximum));
            grid = point.grid();
            grid.ifPresent(value -> quantize(to, (int) target.length(), value));
        }
        lower = Math.max(
                clipping.lower(), grid.map(QuantizationParameters::lowest).orElse(Float.NEGATIVE_INFINITY));
        upper = Math.min(
                clipping.upper(), grid.map(QuantizationParameters::highest).orElse(Float.POSITIVE_INFINITY));
    }

    private static void quantize(FloatBuffer values, int length, QuantizationParameters grid) {
        TensorMemory.forRanges(length, (task, begin, end) -> {
            float[] block = new float[TensorMemory.BLOCK];
            for (int start = begin; start < end; start += block.length) {
                int count = Math.min(block.length, end - start);
                values.get(start, block, 0, count);
                ElementLoops.quantize(block, count, grid);
                values.put(start, block, 0, count);
            }
        });
    }

    /** Writes the gradient of the input, and keeps those of gamma and beta. */
    void backward(INDArray source, INDArray epsilonArray, INDArray target) {
        FloatBuffer values = TensorMemory.view(source);
        FloatBuffer upstream = TensorMemory.view(epsilonArray);
        FloatBuffer to = TensorMemory.view(target);
        IntStream.range(0, channels).parallel().forEach(channel -> backward(channel, values, upstream, to));
    }

    private void backward(int channel, FloatBuffer values, FloatBuffer upstream, FloatBuffer to) {
        float[] x = new float[area];
        float[] d = new float[area];
        float[] sums = new float[area];
        float[] products = new float[area];
        float centre = mean[channel];
        for (int n = 0; n < batch; n++) {
            int start = start(n, channel);
            masked(channel, values, upstream, start, x, d);
            ElementLoops.addGradients(x, d, area, centre, sums, products);
            if (!measured) {
                ElementLoops.scale(d, area, slope[channel]);
                to.put(start, d);
            }
        }
        double sum = ElementLoops.sum(sums, area);
        double product = ElementLoops.sum(products, area) * inverse(channel);
        betaGradient[channel] = (float) sum;
        gammaGradient[channel] = (float) product;
        if (!measured) {
            return;
        }
        double count = (double) batch * area;
        float meanGradient = (float) (sum / count);
        float spread = (float) (product / count * inverse(channel));
        for (int n = 0; n < batch; n++) {
            int start = start(n, channel);
            masked(channel, values, upstream, start, x, d);
            ElementLoops.normalizationGradient(x, d, area, slope[channel], meanGradient, centre, spread);
            to.put(start, d);
        }
    }

    private void masked(int channel, FloatBuffer values, FloatBuffer upstream, int start, float[] x, float[] d) {
        values.get(start, x);
        upstream.get(start, d);
        ElementLoops.passInside(x, d, area, slope[channel], shift[channel], lower, upper);
    }
}
