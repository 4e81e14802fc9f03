package org.mindpress.engine.mindir;

import java.util.ArrayList;
import java.util.List;
import org.mindpress.engine.graph.ImportProblem;

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
        // a file may give a name of a megabyte to each of its nodes
        problems.add(new ModelProblem(
                ImportProblem.shortened(place, LONGEST), ImportProblem.shortened(finding, LONGEST), remedy));
        if (problems.size() >= MOST) {
            throw refusal();
        }
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
