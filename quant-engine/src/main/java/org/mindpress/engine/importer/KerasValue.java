package org.mindpress.engine.importer;

/**
 * What a Keras layer computes.
 *
 * @param name of the value in the translated graph
 * @param isMap whether it is a map; otherwise flat features
 */
record KerasValue(String name, boolean isMap) {

    static KerasValue map(String name) {
        return new KerasValue(name, true);
    }

    static KerasValue flat(String name) {
        return new KerasValue(name, false);
    }

    /** The same kind of tensor under another name. */
    KerasValue renamed(String other) {
        return new KerasValue(other, isMap);
    }
}
