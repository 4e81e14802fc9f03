package org.mindpress.engine.mindir;

import java.util.ArrayList;
import java.util.List;

/**
 * The content of a FakeQuantParam node: scale and zero point of the tensor it stands on.
 *
 * @param scales one scale per tensor, or one per output channel of a weight; float32 values
 * @param zeroPoints as many zero points, meant in the int8 domain
 */
public record QuantizationMarker(List<Float> scales, List<Integer> zeroPoints) {
    /** The operator that carries a marker. */
    public static final String OPERATOR = "FakeQuantParam";

    static final String SCALES = "linear_quant_scale";
    static final String ZERO_POINTS = "linear_quant_zero_point";

    /** Copies the lists and refuses an empty one or lists of different length. */
    public QuantizationMarker {
        scales = List.copyOf(scales);
        zeroPoints = List.copyOf(zeroPoints);
        if (scales.isEmpty() || scales.size() != zeroPoints.size()) {
            throw new IllegalArgumentException(
                    "marker has " + scales.size() + " scales and " + zeroPoints.size() + " zero points");
        }
    }

    /** Whether a node is a marker. */
    public static boolean isMarker(MindirNode node) {
        return node.operator().equals(OPERATOR);
    }

    /**
     * Reads the marker of a FakeQuantParam node.
     *
     * @throws IllegalArgumentException naming node and attribute when a list is missing, not float scales, not integer zero points
     */
    public static QuantizationMarker of(MindirNode node) {
        List<Float> scales = new ArrayList<>();
        for (MindirValue element : list(node, SCALES)) {
            if (!(element instanceof MindirValue.Real real)) {
                throw new IllegalArgumentException(node.place(SCALES) + " must hold float32 numbers");
            }
            scales.add((float) real.value());
        }
        List<Integer> zeroPoints = new ArrayList<>();
        for (MindirValue element : list(node, ZERO_POINTS)) {
            if (!(element instanceof MindirValue.Whole whole) || whole.value() != (int) whole.value()) {
                throw new IllegalArgumentException(node.place(ZERO_POINTS) + " must hold int64 numbers");
            }
            zeroPoints.add((int) whole.value());
        }
        return new QuantizationMarker(scales, zeroPoints);
    }

    private static List<MindirValue> list(MindirNode node, String attribute) {
        if (node.attribute(attribute).orElse(null) instanceof MindirValue.Sequence sequence) {
            return sequence.elements();
        }
        throw new IllegalArgumentException(node.place(attribute) + " is missing or no list");
    }

    /** The one scale of a per-tensor marker. */
    public float scale() {
        requireOne();
        return scales.get(0);
    }

    /** The one zero point of a per-tensor marker. */
    public int zeroPoint() {
        requireOne();
        return zeroPoints.get(0);
    }

    private void requireOne() {
        if (scales.size() != 1) {
            throw new IllegalArgumentException("marker has " + scales.size() + " scales, expected 1");
        }
    }
}
