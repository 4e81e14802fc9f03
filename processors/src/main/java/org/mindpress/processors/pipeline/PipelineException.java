package org.mindpress.processors.pipeline;

import java.util.List;
import java.util.stream.Collectors;

/** A pipeline file cannot be used; the message holds all its problems, one a line, each with file, line and column. */
public final class PipelineException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<PipelineProblem> problems;

    public PipelineException(String file, List<PipelineProblem> problems) {
        super(problems.stream().map(problem -> problem.in(file)).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** The problems in the order of the file. */
    public List<PipelineProblem> problems() {
        return problems;
    }
}
