package org.mindpress.engine.integer;

/** Lowest and highest code of an output, both inclusive. */
record CodeRange(int low, int high) {
    static final CodeRange FULL = new CodeRange(LiteArithmetic.CODE_MINIMUM, LiteArithmetic.CODE_MAXIMUM);

    int clamp(int value) {
        return Math.max(low, Math.min(high, value));
    }
}
