package org.mindpress.processors.pipeline;

import java.util.Arrays;

/** What becomes of a scheduled time while a run of the same pipeline is open. */
public enum Overlap {
    /** It waits behind it, unless another one waits already. */
    QUEUE_ONE("queue-one"),
    /** It is left out. */
    SKIP("skip"),
    /** Open runs are cancelled. */
    CANCEL_RUNNING("cancel-running");

    private final String spelling;

    Overlap(String spelling) {
        this.spelling = spelling;
    }

    /** The one spelling in pipeline files and answers. */
    public String spelling() {
        return spelling;
    }

    static Overlap of(String spelling) {
        return Arrays.stream(values())
                .filter(one -> one.spelling.equals(spelling))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no overlap rule: " + spelling));
    }
}
