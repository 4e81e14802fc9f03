package org.mindpress.engine.integer;

import java.util.List;

/** A weight with a marker, as the converter stores it. The arrays are not copied: they never leave the assembly of a graph. */
final class StoredWeight {
    private final List<Integer> shape;
    private final byte[] codes;
    private final FloatArray scales;
    private final int[] zeroPoints;
    private final String parameter;

    StoredWeight(List<Integer> shape, byte[] codes, FloatArray scales, int[] zeroPoints, String parameter) {
        this.shape = shape;
        this.codes = codes;
        this.scales = scales;
        this.zeroPoints = zeroPoints;
        this.parameter = parameter;
    }

    /** Sizes, output channels first. */
    List<Integer> shape() {
        return shape;
    }

    /** Int8 codes in file order. */
    byte[] codes() {
        return codes;
    }

    /** One scale, or one for each output channel. */
    FloatArray scales() {
        return scales;
    }

    /** As many zero points. */
    int[] zeroPoints() {
        return zeroPoints;
    }

    /** Name of the parameter, empty for a constant. */
    String parameter() {
        return parameter;
    }
}
