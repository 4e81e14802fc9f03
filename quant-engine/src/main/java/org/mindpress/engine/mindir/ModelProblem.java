package org.mindpress.engine.mindir;

/**
 * One thing that is wrong with a model file.
 *
 * @param place where: a node, a parameter, an attribute, or {@code file}
 * @param finding what was found and what was expected
 * @param remedy what the user can do about it
 */
public record ModelProblem(String place, String finding, String remedy) {
    @Override
    public String toString() {
        return place + ": " + finding + ". Remedy: " + remedy + ".";
    }
}
