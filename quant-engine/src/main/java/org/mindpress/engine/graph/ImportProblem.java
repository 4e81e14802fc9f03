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

    @Override
    public String toString() {
        String place = operator.isEmpty() ? node : "'" + operator + "' at node " + node;
        return place + ": " + finding + ". Remedy: " + remedy + ".";
    }
}
