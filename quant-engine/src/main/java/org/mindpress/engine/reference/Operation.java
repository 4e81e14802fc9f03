package org.mindpress.engine.reference;

/** What an operator computes. */
@FunctionalInterface
interface Operation {
    /** The (first) result; every element is written. */
    Tensor run(Call call);
}
