package org.mindpress.engine.inspect;

import java.util.List;

/**
 * Scales and zero points of one tensor, zero points in the int8 domain.
 *
 * @param scales one, or one per output channel
 * @param zeroPoints as many
 */
public record Quantization(List<Float> scales, List<Integer> zeroPoints) {
    private static final int SHOWN = 4;

    /** Copies the lists. */
    public Quantization {
        scales = List.copyOf(scales);
        zeroPoints = List.copyOf(zeroPoints);
    }

    @Override
    public String toString() {
        return "scale " + few(scales) + ", zero point " + few(zeroPoints);
    }

    private static String few(List<?> values) {
        String shown = String.join(
                " ", values.stream().limit(SHOWN).map(String::valueOf).toList());
        return values.size() > SHOWN ? shown + " … (" + values.size() + ")" : shown;
    }
}
