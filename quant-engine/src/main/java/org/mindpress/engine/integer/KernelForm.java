package org.mindpress.engine.integer;

/**
 * Which build of MindSpore Lite the arithmetic follows. The two agree except for a residual Add without fused activation, AvgPool
 * beyond the output range, and the borders that the operations name. {@link #ARM} is what the device computes.
 */
public enum KernelForm {
    /** ARM64 vector code and the plain C kernels: the product's reference form. */
    ARM {
        @Override
        int highMultiply(int left, int right) {
            return LiteArithmetic.highMultiply(left, right);
        }

        @Override
        int roundingShift(int value, int bits) {
            return LiteArithmetic.roundingShift(value, bits);
        }

        @Override
        int averagePoolCode(int value) {
            return LiteArithmetic.clampToCode(value);
        }
    },
    /** x86_64 AVX code. It only serves comparison with that build. */
    X86 {
        @Override
        int highMultiply(int left, int right) {
            return (int) (((long) left * right + (1L << 30)) / (1L << 31));
        }

        @Override
        int roundingShift(int value, int bits) {
            int mask = (int) ((1L << bits) - 1);
            int remainder = (value & mask) - (value < 0 ? 1 : 0);
            int magnitude = Math.abs(value) >> bits;
            return (value < 0 ? -magnitude - 1 : magnitude) + (remainder > (mask >>> 1) ? 1 : 0);
        }

        @Override
        int averagePoolCode(int value) {
            return (byte) value;
        }
    };

    /** Rounding doubling high multiply as the vector part of Add computes it. */
    abstract int highMultiply(int left, int right);

    /** Division by a power of two as the vector part of Add computes it; bits in [0, 31]. */
    abstract int roundingShift(int value, int bits);

    /** What becomes of an average outside the int8 range: ARM saturates, x86 wraps. */
    abstract int averagePoolCode(int value);
}
