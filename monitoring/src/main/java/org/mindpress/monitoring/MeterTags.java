package org.mindpress.monitoring;

/** Keys of the tags, one spelling each. */
final class MeterTags {
    static final String PIPELINE = "pipeline";
    static final String STAGE = "stage";
    static final String OUTCOME = "outcome";
    static final String VARIANT = "variant";
    static final String BOUND = "bound";
    static final String FILE = "file";
    static final String FOLDER = "folder";
    static final String MODEL = "model";
    static final String THREADS = "threads";
    /** Not {@code quantile}, which Prometheus keeps for summaries. */
    static final String PERCENTILE = "percentile";

    private MeterTags() {}
}
