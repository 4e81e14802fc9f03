package org.mindpress.routes.http;

/** A request that gets a problem as its answer. */
public final class ApiFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ApiFault(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    public ApiFault(int status, String detail) {
        this(Problem.of(status, detail));
    }

    public Problem problem() {
        return problem;
    }
}
