package org.mindpress.engine.data;

import java.io.IOException;
import java.util.List;

/** A data set cannot be used. The message holds all problems found, each with its file, its place and what was expected. */
public final class DataSetException extends IOException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** One problem. */
    public DataSetException(String problem) {
        this(List.of(problem));
    }

    /** One problem that a library or a check reported. */
    public DataSetException(String problem, Throwable cause) {
        super(problem, cause);
        this.problems = List.of(problem);
    }

    /** All problems of one data set; at least one. */
    public DataSetException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** The problems, one sentence each. */
    public List<String> problems() {
        return problems;
    }
}
