package org.mindpress.routes.cli;

/** How many threads a command may compute with; no result depends on it. */
final class WorkThreads {
    private static final int MOST = 4;

    private WorkThreads() {}

    static int count() {
        return Math.min(MOST, Runtime.getRuntime().availableProcessors());
    }
}
