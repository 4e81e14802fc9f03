package org.mindpress.engine.integer;

import java.util.Arrays;
import java.util.List;

/** Surrounds every plane with real 0, the input's zero point; codes are copied. */
final class PadOperation implements Operation {
    private final MapShape input;
    private final MapShape output;
    private final int top;
    private final int left;
    private final byte zeroPoint;

    /** Output rows and columns beyond top + height and left + width are padding too. */
    PadOperation(MapShape input, MapShape output, int top, int left, int zeroPoint) {
        this.input = input;
        this.output = output;
        this.top = top;
        this.left = left;
        this.zeroPoint = (byte) zeroPoint;
    }

    @Override
    public byte[] run(List<byte[]> inputs, int firstImage, int images, Workers workers) {
        byte[] padded = new byte[images * output.elements()];
        Arrays.fill(padded, zeroPoint);
        for (int plane = 0; plane < images * input.channels(); plane++) {
            for (int row = 0; row < input.height(); row++) {
                int source = plane * input.area() + row * input.width();
                int target = plane * output.area() + (top + row) * output.width() + left;
                System.arraycopy(inputs.get(0), source, padded, target, input.width());
            }
        }
        return padded;
    }
}
