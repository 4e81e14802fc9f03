package org.mindpress.engine.integer;

import org.mindpress.engine.quant.QuantizationParameters;

/** The activation that a convolution or an Add carries: a clamp of the output codes. */
enum Activation {
    NONE {
        @Override
        CodeRange range(QuantizationParameters output) {
            return CodeRange.FULL;
        }
    },
    RELU {
        @Override
        CodeRange range(QuantizationParameters output) {
            return new CodeRange(output.zeroPoint(), LiteArithmetic.CODE_MAXIMUM);
        }
    },
    RELU6 {
        @Override
        CodeRange range(QuantizationParameters output) {
            double six = LiteArithmetic.roundAway(6f / output.scale()) + output.zeroPoint(); // a float division
            return new CodeRange(output.zeroPoint(), (int) Math.min(LiteArithmetic.CODE_MAXIMUM, six));
        }
    };

    /** Codes that may leave the kernel, given the parameters of its output. */
    abstract CodeRange range(QuantizationParameters output);
}
