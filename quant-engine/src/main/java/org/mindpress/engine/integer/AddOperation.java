package org.mindpress.engine.integer;

import java.util.List;
import org.mindpress.engine.quant.QuantizationParameters;

/**
 * Residual Add of two maps with unrelated scales, both brought to twice the larger scale in 20 extra bits. The x86 build's vector
 * loop rounds differently; it ends 16 elements short of a multiple of 16 in the flattened NHWC tensor, the rest is plain C.
 */
final class AddOperation implements Operation {
    private static final int EXTRA_BITS = 20;
    private static final int VECTOR = 16;

    private final MapShape shape;
    private final int fileBatch;
    private final Variant scalar;
    private final Variant vector;
    private final long vectorElements;

    AddOperation(MapShape shape, int fileBatch, KernelForm form, Addends addends, Activation activation) {
        this.shape = shape;
        this.fileBatch = fileBatch;
        this.scalar = new Variant(KernelForm.ARM, addends, activation);
        this.vector = form == KernelForm.ARM ? scalar : new Variant(form, addends, activation);
        long elements = (long) fileBatch * shape.elements();
        this.vectorElements = elements - elements % VECTOR;
    }

    /** Parameters of the two inputs and of the output. */
    record Addends(QuantizationParameters first, QuantizationParameters second, QuantizationParameters output) {}

    @Override
    public byte[] run(List<byte[]> inputs, int firstImage, int images, Workers workers) {
        byte[] first = inputs.get(0);
        byte[] second = inputs.get(1);
        byte[] output = new byte[images * shape.elements()];
        if (vector == scalar) {
            workers.split(output.length, (start, end) -> scalar.add(first, second, output, start, end));
            return output;
        }
        workers.split(output.length, (start, end) -> addInTwoForms(inputs, output, firstImage, start, end));
        return output;
    }

    private void addInTwoForms(List<byte[]> inputs, byte[] output, int firstImage, int start, int end) {
        int area = shape.area();
        for (int i = start; i < end; i++) {
            int plane = i / area;
            int image = (firstImage + plane / shape.channels()) % fileBatch;
            long index = shape.channelLastIndex(image, plane % shape.channels(), i % area);
            (index < vectorElements ? vector : scalar).add(inputs.get(0), inputs.get(1), output, i, i + 1);
        }
    }

    /** One way of rounding. The share of an input depends on its code alone, hence two tables. */
    private static final class Variant {
        private final KernelForm form;
        private final int[] firstShare;
        private final int[] secondShare;
        private final FixedPointMultiplier factor;
        private final int outputZeroPoint;
        private final CodeRange range;

        Variant(KernelForm form, Addends addends, Activation activation) {
            double firstScale = addends.first().scale();
            double secondScale = addends.second().scale();
            double twice = 2 * Math.max(firstScale, secondScale);
            this.form = form;
            this.firstShare = shares(form, addends.first().zeroPoint(), FixedPointMultiplier.of(firstScale / twice));
            this.secondShare = shares(form, addends.second().zeroPoint(), FixedPointMultiplier.of(secondScale / twice));
            this.factor = FixedPointMultiplier.of(twice
                    / ((double) (1 << EXTRA_BITS) * (double) addends.output().scale()));
            this.outputZeroPoint = addends.output().zeroPoint();
            this.range = activation.range(addends.output());
        }

        private static int[] shares(KernelForm form, int zeroPoint, FixedPointMultiplier factor) {
            int[] shares = new int[256];
            for (int i = 0; i < shares.length; i++) {
                int code = i + LiteArithmetic.CODE_MINIMUM;
                shares[i] = factor.apply((code - zeroPoint) << EXTRA_BITS, form);
            }
            return shares;
        }

        void add(byte[] first, byte[] second, byte[] output, int start, int end) {
            for (int i = start; i < end; i++) {
                int sum = firstShare[first[i] + 128] + secondShare[second[i] + 128];
                output[i] = (byte) range.clamp(factor.apply(sum, form) + outputZeroPoint);
            }
        }
    }
}
