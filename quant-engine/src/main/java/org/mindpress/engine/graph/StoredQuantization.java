package org.mindpress.engine.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file that was quantised before says of its numbers, by names of the device form; whether the device can take them is for others
 * to judge. The constants of the graph are the dequantised ones.
 *
 * @param values grid of each tensor that the file quantises, by value name
 * @param weights scales by layer: one, or one per output channel; zero points are 0
 * @param biases by layer, where the file has int32 codes
 * @param plainReads value name to the file's nodes that read the tensor as it was before its quantisation
 */
public record StoredQuantization(
        Map<String, Grid> values,
        Map<String, FloatTensor> weights,
        Map<String, Bias> biases,
        Map<String, List<String>> plainReads) {

    public StoredQuantization {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        biases = Collections.unmodifiableMap(new LinkedHashMap<>(biases));
        Map<String, List<String>> reads = new LinkedHashMap<>();
        plainReads.forEach((value, readers) -> reads.put(value, List.copyOf(readers)));
        plainReads = Collections.unmodifiableMap(reads);
    }

    /**
     * Where the codes of a tensor lie: {@code real = scale * (code - zeroPoint)}, int8 codes.
     *
     * @param scale as stored
     * @param zeroPoint in [-128, 127]
     */
    public record Grid(float scale, int zeroPoint) {
        @Override
        public String toString() {
            return "(scale " + scale + ", zero point " + zeroPoint + ")";
        }
    }

    /**
     * A bias in codes.
     *
     * @param codes one per output channel
     * @param scales one, or one per output channel
     */
    public record Bias(List<Integer> codes, FloatTensor scales) {
        public Bias {
            codes = List.copyOf(codes);
        }
    }
}
