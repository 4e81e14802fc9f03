package org.mindpress.engine.quant;

/** Which real values can occur at a point, known from the activation in front of it. */
public enum RangeSide {
    TWO_SIDED,
    /** Behind ReLU: low is 0, the zero point -128. */
    NON_NEGATIVE,
    /** Behind ReLU6: as behind ReLU, and high is at most 6. */
    UP_TO_SIX
}
