package org.mindpress.engine.quant;

/** Structural roles that a policy can name; found from the graph alone. */
public enum Block {
    /** 1x1, k x k, 1x1 between a fork and its residual Add, with the projection beside it. */
    BOTTLENECK("bottleneck"),
    /** Every convolution between a fork and its residual Add, projections included. */
    RESIDUAL("residual"),
    /** The first convolution. */
    STEM("stem"),
    /** The last convolution: a dense layer in device form. */
    CLASSIFIER("classifier");

    private final String spelling;

    Block(String spelling) {
        this.spelling = spelling;
    }

    /** The one spelling in pipeline files and reports. */
    public String spelling() {
        return spelling;
    }
}
