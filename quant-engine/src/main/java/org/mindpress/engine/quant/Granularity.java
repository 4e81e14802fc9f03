package org.mindpress.engine.quant;

/** How many scales a weight has. */
public enum Granularity {
    /** One scale per output channel. */
    PER_CHANNEL("per-channel"),
    /** One scale for the whole weight. */
    PER_TENSOR("per-tensor");

    private final String spelling;

    Granularity(String spelling) {
        this.spelling = spelling;
    }

    /** The one spelling in pipeline files, JSON and reports. */
    public String spelling() {
        return spelling;
    }
}
