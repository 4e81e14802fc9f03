package org.mindpress.engine.graph;

/**
 * One thing that stands in the way of importing a model file.
 *
 * @param node name of the node, or {@code file}, {@code input x}, {@code initializer w}
 * @param operator operator of the node, as the file calls it; empty when the problem is not one of a node
 * @param finding what was found and what was expected
 * @param remedy what the user can do about it
 */
public record ImportProblem(String node, String operator, String finding, String remedy) {
    private static final int LONGEST_NAME = 1_000;
    private static final int LONGEST_FINDING = 4_000;

    /** Shortens texts that no reader would read to their end: a file may give a name of a megabyte to each of its nodes. */
    public ImportProblem {
        node = shortened(node, LONGEST_NAME);
        operator = shortened(operator, LONGEST_NAME);
        finding = shortened(finding, LONGEST_FINDING);
    }

    /** A text of at most so many characters, and what it was cut from. */
    public static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + " … (" + text.length() + " characters)";
    }

    @Override
    public String toString() {
        String place = operator.isEmpty() ? node : "'" + operator + "' at node " + node;
        return place + ": " + finding + ". Remedy: " + remedy + ".";
    }
}
