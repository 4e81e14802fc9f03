package org.mindpress.processors.report;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.engine.evaluate.ByteAccount;
import org.mindpress.engine.evaluate.Sqnr;

/**
 * {@code evaluation.json}: deterministic figures beside the certificate: error of every layer, and bytes.
 *
 * @param version of this document, {@value #VERSION}
 * @param sampleImages training images on which the layers were looked at
 * @param layers in graph order
 * @param deployment what the bytes of the deployment file are spent on
 * @param fileBytes sizes by file: float, deployment, verification, qdq
 */
public record Evaluation(
        int version,
        int sampleImages,
        List<LayerRow> layers,
        ByteAccount deployment,
        SortedMap<String, Long> fileBytes) {
    public static final int VERSION = 1;

    /**
     * Int8 execution of everything up to and with one layer, against the float model that was quantised.
     *
     * @param layer name of the point
     * @param kind what is computed
     * @param values values compared
     * @param sqnr whether there is a number
     * @param decibels signal to quantisation noise: one number, or none
     * @param cosine similarity of both tensors
     * @param meanError mean of float minus int8
     * @param errorDeviation standard deviation of float minus int8
     * @param clippedShare share of float values outside the range, 0 to 1
     * @param zeroShare share of codes that are the zero point, 0 to 1
     * @param codesUsed different codes seen, 1 to 256
     * @param scale of the output
     * @param zeroPoint of the output
     */
    public record LayerRow(
            String layer,
            String kind,
            long values,
            Sqnr.Kind sqnr,
            List<Double> decibels,
            double cosine,
            double meanError,
            double errorDeviation,
            double clippedShare,
            double zeroShare,
            int codesUsed,
            float scale,
            int zeroPoint) {
        public LayerRow {
            decibels = List.copyOf(decibels);
        }

        /** The ratio with its rating. */
        public Sqnr ratio() {
            return new Sqnr(sqnr, decibels.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(decibels.get(0)));
        }
    }

    public Evaluation {
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "evaluation.json has version " + version + ", this mindpress knows version " + VERSION);
        }
        layers = List.copyOf(layers);
        fileBytes = Collections.unmodifiableSortedMap(new TreeMap<>(fileBytes));
    }

    /** The layer with the smallest ratio of those that have one. */
    public Optional<LayerRow> worst() {
        return layers.stream()
                .filter(row -> !row.decibels().isEmpty())
                .min(Comparator.comparing(row -> row.decibels().get(0)));
    }
}
