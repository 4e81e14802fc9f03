package org.mindpress.engine.integer;

import java.util.List;
import org.mindpress.engine.quant.QuantizationParameters;

/**
 * Residual Add of two maps with unrelated scales, both brought to twice the larger scale in 20 extra bits. The x86 build's vector
 * loop rounds differently; it ends at the last multiple of 16 in the flattened NHWC tensor, the rest is plain C. A sum depends on its
 * two codes alone, hence a table of all 65,536.
 */
final class AddOperation implements Operation {
    private static final int EXTRA_BITS = 20;
    private static final int VECTOR = 16;
    private static final int CODES = 256;

    private final MapShape shape;
    private final int fileBatch;
    private final byte[] vector;
    private final byte[] scalar;
    private final long vectorElements;

    AddOperation(MapShape shape, int fileBatch, KernelForm form, Addends addends, Activation activation) {
        this.shape = shape;
        this.fileBatch = fileBatch;
        this.vector = table(form, addends, activation);
        this.scalar = form == KernelForm.ARM ? vector : table(KernelForm.ARM, addends, activation);
        long elements = (long) fileBatch * shape.elements();
        this.vectorElements = elements - elements % VECTOR;
    }

    /** Parameters of the two inputs and of the output. */
    record Addends(QuantizationParameters first, QuantizationParameters second, QuantizationParameters output) {}

    private static byte[] table(KernelForm form, Addends addends, Activation activation) {
        double firstScale = addends.first().scale();
        double secondScale = addends.second().scale();
        double twice = 2 * Math.max(firstScale, secondScale);
        int[] firstShare = shares(form, addends.first().zeroPoint(), FixedPointMultiplier.of(firstScale / twice));
        int[] secondShare = shares(form, addends.second().zeroPoint(), FixedPointMultiplier.of(secondScale / twice));
        FixedPointMultiplier factor = FixedPointMultiplier.of(
                twice / ((double) (1 << EXTRA_BITS) * (double) addends.output().scale()));
        CodeRange range = activation.range(addends.output());
        byte[] table = new byte[CODES * CODES];
        for (int i = 0; i < table.length; i++) {
            int sum = firstShare[i / CODES] + secondShare[i % CODES];
            table[i] = (byte)
                    range.clamp(factor.apply(sum, form) + addends.output().zeroPoint());
        }
        return table;
    }

    private static int[] shares(KernelForm form, int zeroPoint, FixedPointMultiplier factor) {
        int[] shares = new int[CODES];
        for (int i = 0; i < shares.length; i++) {
            int code = i + LiteArithmetic.CODE_MINIMUM;
            shares[i] = factor.apply((code - zeroPoint) << EXTRA_BITS, form);
        }
        return shares;
    }

    @Override
    public byte[] run(List<byte[]> inputs, int firstImage, int images, Workers workers) {
        byte[] first = inputs.get(0);
        byte[] second = inputs.get(1);
        byte[] output = new byte[images * shape.elements()];
        workers.split(output.length, (start, end) -> {
            for (int i = start; i < end; i++) {
                output[i] = vector[index(first[i], second[i])];
            }
        });
        for (int image = 0; image < images; image++) {
            rewriteTail(first, second, output, image, (firstImage + image) % fileBatch);
        }
        return output;
    }

    /** Elements of one image that stand behind the vector loop. */
    private void rewriteTail(byte[] first, byte[] second, byte[] output, int image, int fileImage) {
        long start = (long) fileImage * shape.elements();
        for (long i = Math.max(start, vectorElements); i < start + shape.elements(); i++) {
            int inside = (int) (i - start);
            int channel = inside % shape.channels();
            int pixel = inside / shape.channels();
            int target = image * shape.elements() + channel * shape.area() + pixel;
            output[target] = scalar[index(first[target], second[target])];
        }
    }

    private static int index(byte first, byte second) {
        return (first - LiteArithmetic.CODE_MINIMUM) * CODES + second - LiteArithmetic.CODE_MINIMUM;
    }
}
