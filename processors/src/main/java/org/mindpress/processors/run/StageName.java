package org.mindpress.processors.run;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The stages in their order; {@code drift} only where new data are to be compared. The code version is part of every stage key: raise it when a stage computes something else. */
public enum StageName {
    FETCH("fetch", 1, 1, false),
    DRIFT("drift", 1, 1, true),
    IMPORT("import", 2, 1, false),
    QAT("qat", 3, 1, true),
    DISTILL("distill", 4, 1, true),
    CALIBRATE("calibrate", 5, 1, true),
    EXPORT("export", 6, 2, true),
    VERIFY("verify", 7, 2, true);

    private final String spelling;
    private final int position;
    private final int codeVersion;
    private final boolean heavy;

    StageName(String spelling, int position, int codeVersion, boolean heavy) {
        this.spelling = spelling;
        this.position = position;
        this.codeVersion = codeVersion;
        this.heavy = heavy;
    }

    /** The one spelling in files, routes, meters and messages. */
    public String spelling() {
        return spelling;
    }

    public int codeVersion() {
        return codeVersion;
    }

    /** Whether the stage needs the machine to itself: two trainings on few cores only slow each other. */
    public boolean heavy() {
        return heavy;
    }

    /** Folder of the stage in a run: {@code 03-qat}. */
    public String folder() {
        return "0" + position + "-" + spelling;
    }

    /** The stage of that spelling. */
    public static Optional<StageName> of(String spelling) {
        return Arrays.stream(values())
                .filter(stage -> stage.spelling.equals(spelling))
                .findFirst();
    }

    /** All spellings in order, for messages. */
    public static List<String> spellings() {
        return Arrays.stream(values()).map(StageName::spelling).toList();
    }
}
