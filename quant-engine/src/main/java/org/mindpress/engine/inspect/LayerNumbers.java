package org.mindpress.engine.inspect;

import java.util.List;
import java.util.Optional;
import org.mindpress.engine.quant.Rounding;

/**
 * Weight and bias of one layer, as far as a file tells them: a float file has real numbers, a quantised one codes and scales, a
 * verification file codes alone. Arrays are not copied: they belong to the file that was read.
 */
final class LayerNumbers {
    private final List<Integer> shape;
    private final Optional<byte[]> codes;
    private final float[] scales;
    private final Optional<float[]> stored;
    private final Optional<float[]> bias;
    private final Optional<int[]> biasCodes;

    /**
     * Numbers of a layer.
     *
     * @param shape of the weight, output channels first
     * @param codes of the weight
     * @param scales one, one per channel, or none when the file does not tell them
     * @param stored the weight in real numbers, where the file has them
     * @param bias in real numbers
     * @param biasCodes in units of input scale times weight scale
     */
    LayerNumbers(
            List<Integer> shape,
            Optional<byte[]> codes,
            float[] scales,
            Optional<float[]> stored,
            Optional<float[]> bias,
            Optional<int[]> biasCodes) {
        this.shape = List.copyOf(shape);
        this.codes = codes;
        this.scales = scales.clone();
        this.stored = stored;
        this.bias = bias;
        this.biasCodes = biasCodes;
    }

    List<Integer> shape() {
        return shape;
    }

    Optional<byte[]> codes() {
        return codes;
    }

    /** None when the file does not tell them. */
    float[] scales() {
        return scales.clone();
    }

    /** The weight in real numbers: as stored, or code times scale; empty without scales. */
    Optional<float[]> real() {
        if (stored.isPresent() || codes.isEmpty() || scales.length == 0) {
            return stored;
        }
        byte[] whole = codes.get();
        float[] real = new float[whole.length];
        int row = Math.max(1, whole.length / scales.length);
        for (int i = 0; i < real.length; i++) {
            real[i] = whole[i] * scales[Math.min(scales.length - 1, i / row)];
        }
        return Optional.of(real);
    }

    Optional<float[]> bias() {
        return bias;
    }

    Optional<int[]> biasCodes() {
        return biasCodes;
    }

    /** Elements of weight and bias. */
    long parameters() {
        long elements = codes.map(one -> (long) one.length)
                .or(() -> stored.map(one -> (long) one.length))
                .orElse(0L);
        return elements
                + bias.map(one -> (long) one.length)
                        .or(() -> biasCodes.map(one -> (long) one.length))
                        .orElse(0L);
    }

    /** The weight's scales as a document shows them. */
    Optional<Quantization> quantization() {
        if (scales.length == 0) {
            return Optional.empty();
        }
        List<Float> all = new java.util.ArrayList<>();
        for (float scale : scales) {
            all.add(scale);
        }
        return Optional.of(new Quantization(all, java.util.Collections.nCopies(scales.length, 0)));
    }

    /** Codes of a real bias: the converter's rounding of {@code b / (sx * sw)}. */
    static int[] biasCodes(float[] bias, float inputScale, float[] scales) {
        int[] codes = new int[bias.length];
        for (int i = 0; i < codes.length; i++) {
            float scale = scales[Math.min(scales.length - 1, i)];
            codes[i] = (int) Rounding.halfAway(bias[i] / ((double) inputScale * (double) scale));
        }
        return codes;
    }

    /** Codes of a weight that is stored in real numbers under a marker: what the converter makes of it. */
    static byte[] codes(float[] weight, float[] scales) {
        byte[] codes = new byte[weight.length];
        int row = Math.max(1, weight.length / scales.length);
        for (int i = 0; i < codes.length; i++) {
            float scale = scales[Math.min(scales.length - 1, i / row)];
            codes[i] = (byte) Rounding.halfAwayClamped(weight[i] / (double) scale, -128, 127);
        }
        return codes;
    }
}
