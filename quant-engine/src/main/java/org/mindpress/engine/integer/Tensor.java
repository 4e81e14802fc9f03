package org.mindpress.engine.integer;

import org.mindpress.engine.quant.QuantizationParameters;

/**
 * An int8 tensor while the graph is assembled.
 *
 * @param slot where the executor keeps it
 * @param shape sizes of one image
 * @param parameters scale and zero point
 * @param origin what computed it
 */
record Tensor(int slot, MapShape shape, QuantizationParameters parameters, Origin origin) {
    /** Kinds of producers that later fusions of the converter distinguish. */
    enum Origin {
        /** Convolution: BiasAdd and activation behind a marker would be fused with the wrong range. */
        CONVOLUTION,
        /** MatMul, BiasAdd or an Add without activation: what the converter does with an activation behind a marker is not known. */
        FUSES_ACTIVATIONS,
        /** Add with activation. */
        ACTIVATED_ADD,
        /** A closing Softmax was looked through: nothing may follow. */
        CLOSED,
        /** Anything else. */
        OTHER
    }
}
