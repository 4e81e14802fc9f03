package org.mindpress.processors.stage;

/** How a stage ended; the meters' outcome tag. */
public enum StageEnd {
    COMPUTED("computed"),
    CACHED("cached"),
    /** It was done before this process looked at it. */
    ADOPTED("adopted"),
    FAILED("failed"),
    STOPPED("stopped");

    private final String spelling;

    StageEnd(String spelling) {
        this.spelling = spelling;
    }

    /** The one spelling in meters and messages. */
    public String spelling() {
        return spelling;
    }
}
