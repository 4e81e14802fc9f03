package org.mindpress.engine.train;

/** The activation functions of the device form: all of them clip. */
enum Clipping {
    /** No activation. */
    NONE(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY),
    /** max(0, x). */
    RELU(0f, Float.POSITIVE_INFINITY),
    /** min(6, max(0, x)). */
    RELU6(0f, 6f);

    private final float lower;
    private final float upper;

    Clipping(float lower, float upper) {
        this.lower = lower;
        this.upper = upper;
    }

    float lower() {
        return lower;
    }

    float upper() {
        return upper;
    }
}
