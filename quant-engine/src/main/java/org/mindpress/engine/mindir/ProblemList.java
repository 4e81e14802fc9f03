package org.mindpress.engine.mindir;

import java.util.ArrayList;
import java.util.List;

/** Collects the problems of one file so that they are reported together. Not thread-safe. */
final class ProblemList {
    private final String fileName;
    private final List<ModelProblem> problems = new ArrayList<>();

    ProblemList(String fileName) {
        this.fileName = fileName;
    }

    void add(String place, String finding, String remedy) {
        problems.add(new ModelProblem(place, finding, remedy));
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
