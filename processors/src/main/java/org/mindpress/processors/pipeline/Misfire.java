package org.mindpress.processors.pipeline;

import java.util.Arrays;

/** What becomes of scheduled times that nobody answered, because the service was down. */
public enum Misfire {
    /** The newest one runs. */
    FIRE_ONCE("fire-once"),
    /** None runs. */
    SKIP("skip"),
    /** The newest few run, one after the other. */
    CATCH_UP("catch-up");

    private final String spelling;

    Misfire(String spelling) {
        this.spelling = spelling;
    }

    /** The one spelling in pipeline files and answers. */
    public String spelling() {
        return spelling;
    }

    static Misfire of(String spelling) {
        return Arrays.stream(values())
                .filter(one -> one.spelling.equals(spelling))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no misfire rule: " + spelling));
    }
}
