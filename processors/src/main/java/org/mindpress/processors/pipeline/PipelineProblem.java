package org.mindpress.processors.pipeline;

/**
 * One thing that is wrong with a pipeline file.
 *
 * @param line from 1
 * @param column from 1
 * @param message what was expected and what to do
 */
public record PipelineProblem(int line, int column, String message) {
    /** {@code file:line:column: message}. */
    public String in(String file) {
        return file + ":" + line + ":" + column + ": " + message;
    }
}
