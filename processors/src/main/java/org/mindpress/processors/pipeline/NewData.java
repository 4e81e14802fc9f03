package org.mindpress.processors.pipeline;

import java.util.Arrays;

/** What complete new data are to a pipeline. */
public enum NewData {
    /** A reason for all stages. */
    RUN("run"),
    /** A reason to look how far their activations are from those of the newest run that passed, which decides what is computed. */
    DRIFT("drift");

    private final String spelling;

    NewData(String spelling) {
        this.spelling = spelling;
    }

    /** The one spelling in pipeline files. */
    public String spelling() {
        return spelling;
    }

    static NewData of(String spelling) {
        return Arrays.stream(values())
                .filter(one -> one.spelling.equals(spelling))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rule for new data: " + spelling));
    }
}
