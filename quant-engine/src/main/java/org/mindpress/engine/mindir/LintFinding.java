package org.mindpress.engine.mindir;

/**
 * A rule of the int8 device that a model breaks.
 *
 * @param rule identifier, L01 to L24, or {@code coverage} for a missing marker
 * @param node the node, parameter or layer concerned, or {@code file}
 * @param consequence what MindSpore Lite would do with such a file
 * @param remedy how to mend the model
 */
public record LintFinding(String rule, String node, String consequence, String remedy) {
    @Override
    public String toString() {
        return rule + " at " + node + ": " + consequence + ". Remedy: " + remedy + ".";
    }
}
