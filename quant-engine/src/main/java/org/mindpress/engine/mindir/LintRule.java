package org.mindpress.engine.mindir;

/** One or a few related rules of the device. */
@FunctionalInterface
interface LintRule {
    /** Reports what it finds to the graph. */
    void check(LintGraph graph);
}
