package org.mindpress.engine.mindir;

import java.util.ArrayList;
import java.util.List;

/** Collects the problems of one file so that they are reported together. Not thread-safe. */
final class ProblemList {
    private static final int LONGEST = 2_000;
    private static final int MOST = 1_000;

    private final String fileName;
    private final List<ModelProblem> problems = new ArrayList<>();

    ProblemList(String fileName) {
        this.fileName = fileName;
    }

    /** Adds one; so many end the reading, for a file of nothing else would take memory for each. */
    void add(String place, String finding, String remedy) {
        problems.add(new ModelProblem(shortened(place), shortened(finding), remedy));
        if (problems.size() >= MOST) {
            throw refusal();
        }
    }

    /** A file may give a name of a megabyte to each of its nodes. */
    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " … (" + text.length() + " characters)";
    }

    MalformedModelException refusal() {
        return new MalformedModelException(fileName, problems);
    }

    /** Ends the reading when anything was found so far. */
    void refuseIfAny() {
        if (!problems.isEmpty()) {
            throw refusal();
        }
    }
}
