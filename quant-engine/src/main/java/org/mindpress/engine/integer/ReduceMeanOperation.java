package org.mindpress.engine.integer;

import java.util.List;
import org.mindpress.engine.quant.QuantizationParameters;

/** Mean over rows, then over columns, each rounded to an integer in input units, then re-quantised. */
final class ReduceMeanOperation implements Operation {
    private final MapShape shape;
    private final QuantizationParameters input;
    private final QuantizationParameters output;
    private final FixedPointMultiplier rows;
    private final FixedPointMultiplier columns;
    private final FixedPointMultiplier factor;

    ReduceMeanOperation(MapShape shape, QuantizationParameters input, QuantizationParameters output) {
        this.shape = shape;
        this.input = input;
        this.output = output;
        this.rows = FixedPointMultiplier.of(1.0 / shape.height());
        this.columns = FixedPointMultiplier.of(1.0 / shape.width());
        this.factor = FixedPointMultiplier.of((double) input.scale() / (double) output.scale());
    }

    @Override
    public byte[] run(List<byte[]> inputs, int firstImage, int images, Workers workers) {
        byte[] codes = inputs.get(0);
        byte[] means = new byte[images * shape.channels()];
        for (int plane = 0; plane < means.length; plane++) {
            int total = 0;
            for (int column = 0; column < shape.width(); column++) {
                total += columnMean(codes, plane * shape.area() + column);
            }
            means[plane] = (byte) LiteArithmetic.clampToCode(factor.apply(columns.apply(total)) + output.zeroPoint());
        }
        return means;
    }

    private int columnMean(byte[] codes, int start) {
        int total = 0;
        for (int row = 0; row < shape.height(); row++) {
            total += codes[start + row * shape.width()] - input.zeroPoint();
        }
        return rows.apply(total);
    }
}
