package org.mindpress.engine.quant;

/** What a quantisation group computes. */
public enum GroupKind {
    /** Convolution, batch norm, activation: one integer operation with one output point. */
    CONVOLUTION("convolution"),
    /** Residual Add and activation; its two inputs keep their own parameters. */
    ADD("add"),
    MAX_POOL("max-pool"),
    AVERAGE_POOL("average-pool"),
    PAD("pad"),
    RESHAPE("reshape"),
    /** Runs in float behind the output. */
    SOFTMAX("softmax");

    private final String spelling;

    GroupKind(String spelling) {
        this.spelling = spelling;
    }

    /** The one spelling in pipeline files and reports. */
    public String spelling() {
        return spelling;
    }

    /** Whether the group's output has scale and zero point of its own; all others keep those of their input. */
    public boolean hasOwnPoint() {
        return this == CONVOLUTION || this == ADD;
    }
}
