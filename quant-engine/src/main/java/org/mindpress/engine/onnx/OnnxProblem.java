package org.mindpress.engine.onnx;

/**
 * One thing that stands in the way of importing an ONNX file.
 *
 * @param node name of the node, or {@code file}, {@code input x}, {@code initializer w}
 * @param operator ONNX operator of the node; empty when the problem is not one of a node
 * @param finding what was found and what was expected
 * @param remedy what the user can do about it
 */
public record OnnxProblem(String node, String operator, String finding, String remedy) {

    @Override
    public String toString() {
        String place = operator.isEmpty() ? node : "'" + operator + "' at node " + node;
        return place + ": " + finding + ". Remedy: " + remedy + ".";
    }
}
