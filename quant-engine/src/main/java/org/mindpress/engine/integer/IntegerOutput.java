package org.mindpress.engine.integer;

import java.util.List;
import org.mindpress.engine.quant.QuantizationParameters;

/** Result of a run: int8 codes of the graph output for a batch, and their real values. Immutable. */
public final class IntegerOutput {
    private final int batch;
    private final IntegerLayer layer;
    private final byte[] codes;

    IntegerOutput(int batch, IntegerLayer layer, byte[] codes) {
        this.batch = batch;
        this.layer = layer;
        this.codes = codes;
    }

    /** Number of images. */
    public int batch() {
        return batch;
    }

    /** Sizes of one image's result, usually [classes]. */
    public List<Integer> shape() {
        return layer.shape();
    }

    /** Scale and zero point of the codes. */
    public QuantizationParameters parameters() {
        return layer.parameters();
    }

    /** A copy of the codes [batch, shape…]. */
    public byte[] codes() {
        return codes.clone();
    }

    /** Float32 values [batch, shape…], bit for bit what the device's output cast returns. */
    public float[] values() {
        float[] values = new float[codes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = layer.parameters().real(codes[i]);
        }
        return values;
    }
}
