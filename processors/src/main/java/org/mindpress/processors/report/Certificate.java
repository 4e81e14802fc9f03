package org.mindpress.processors.report;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.engine.data.InputSpecification;

/**
 * {@code certificate.json}: what is true of the exported files whoever computes it and whenever. Equal inputs, settings and versions give
 * equal bytes; times, hosts and latencies are in {@link Measurements}.
 *
 * @param version of this document, {@value #VERSION}
 * @param pipeline name
 * @param seed of order, augmentation and samples
 * @param images test images asked
 * @param accuracies by variant: float, trained (after a training), simulated, integer
 * @param comparisons of the float model with each other variant, on the same images
 * @param parity of deployment and verification file
 * @param simulation where the QDQ file in ONNX Runtime deviates from integer execution
 * @param verdict of the gate
 * @param input what the graph input expects
 * @param digests SHA-256 by object
 * @param settings by name, of all stages
 * @param versions of what computed it
 */
public record Certificate(
        int version,
        String pipeline,
        long seed,
        int images,
        List<VariantAccuracy> accuracies,
        List<VariantComparison> comparisons,
        Parity parity,
        SimulationDifference simulation,
        GateVerdict verdict,
        InputSpecification input,
        SortedMap<String, String> digests,
        SortedMap<String, String> settings,
        SortedMap<String, String> versions) {
    public static final int VERSION = 2;

    /**
     * Right answers of one variant.
     *
     * @param variant which
     * @param right images answered rightly
     * @param images images asked
     */
    public record VariantAccuracy(String variant, int right, int images) {
        /** Share of right answers in percent. */
        public double percent() {
            return 100.0 * right / images;
        }
    }

    /**
     * Two variants on the same images.
     *
     * @param reference the float model
     * @param candidate the other one
     * @param images all images
     * @param lost images that only the reference gets right
     * @param gained images that only the candidate gets right
     * @param dropPoints reference minus candidate accuracy, percentage points
     * @param lowPoints lower end of its 95 % interval
     * @param highPoints upper end of its 95 % interval
     * @param mcNemar probability of so unequal counts if both err equally often
     * @param mcNemarExact whether that is exact, not from the chi-square distribution
     */
    public record VariantComparison(
            String reference,
            String candidate,
            int images,
            int lost,
            int gained,
            double dropPoints,
            double lowPoints,
            double highPoints,
            double mcNemar,
            boolean mcNemarExact) {}

    /**
     * Deployment file in the integer engine against verification file in the reference interpreter.
     *
     * @param logitsCompared int8 logits, images times classes
     * @param logitsDiffering of these
     * @param logitsLargestDifference in codes
     * @param tensorImages images of which every intermediate tensor was compared
     * @param tensors intermediate tensors of an image
     * @param valuesCompared values of all intermediate tensors
     * @param valuesDiffering of these
     * @param firstDifference where they first differ, for people; empty when they do not
     * @param notCompared tensors that only one of the two files has
     */
    public record Parity(
            long logitsCompared,
            long logitsDiffering,
            int logitsLargestDifference,
            int tensorImages,
            int tensors,
            long valuesCompared,
            long valuesDiffering,
            String firstDifference,
            List<String> notCompared) {
        public Parity {
            notCompared = List.copyOf(notCompared);
        }

        /** Whether everything was compared and nothing differs. */
        public boolean holds() {
            return logitsCompared > 0 && logitsDiffering == 0 && valuesDiffering == 0;
        }
    }

    /**
     * The QDQ file in ONNX Runtime against integer execution of the deployment file: they round differently, so a few logits and decisions
     * differ.
     *
     * @param differing images with another prediction
     * @param first numbers of the first of these in the test split
     * @param logitsCompared logits of all test images
     * @param logitsDiffering of these
     * @param logitsLargestDifference in int8 codes
     */
    public record SimulationDifference(
            int differing,
            List<Integer> first,
            long logitsCompared,
            long logitsDiffering,
            int logitsLargestDifference) {
        public SimulationDifference {
            first = List.copyOf(first);
        }
    }

    /**
     * What the gate says.
     *
     * @param limitPoints one limit of the drop, or none without a gate
     * @param status PASSED, FAILED or INCONCLUSIVE
     * @param reason for people
     */
    public record GateVerdict(List<Double> limitPoints, String status, String reason) {
        public GateVerdict {
            limitPoints = List.copyOf(limitPoints);
        }
    }

    public Certificate {
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "certificate.json has version " + version + ", this mindpress knows version " + VERSION);
        }
        accuracies = List.copyOf(accuracies);
        comparisons = List.copyOf(comparisons);
        digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }

    public Optional<VariantAccuracy> accuracy(String variant) {
        return accuracies.stream()
                .filter(accuracy -> accuracy.variant().equals(variant))
                .findFirst();
    }

    /** The comparison of the float model with that variant. */
    public Optional<VariantComparison> comparison(String candidate) {
        return comparisons.stream()
                .filter(comparison -> comparison.candidate().equals(candidate))
                .findFirst();
    }
}
