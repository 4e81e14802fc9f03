package org.mindpress.processors.stage;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.processors.report.Certificate.Parity;
import org.mindpress.processors.report.Certificate.SimulationDifference;
import org.mindpress.processors.report.Certificate.VariantAccuracy;
import org.mindpress.processors.report.Certificate.VariantComparison;
import org.mindpress.processors.report.Evaluation;
import org.mindpress.processors.report.Measurements.Latency;

/** Turns what {@code verify} found into the figures of {@link Figures}. */
final class VerifyFigures {
    private VerifyFigures() {}

    /** The figures that a verdict needs. */
    static SortedMap<String, Double> decisive(
            List<VariantAccuracy> accuracies,
            List<VariantComparison> comparisons,
            Parity parity,
            SimulationDifference simulation) {
        SortedMap<String, Double> figures = new TreeMap<>();
        accuracies.forEach(accuracy ->
                figures.put(Figures.accuracy(accuracy.variant()), (double) accuracy.right() / accuracy.images()));
        for (VariantComparison comparison : comparisons) {
            if (comparison.candidate().equals(VerifyPredictions.INTEGER)) {
                figures.put(Figures.IMAGES, (double) comparison.images());
                figures.put(Figures.LOST, (double) comparison.lost());
                figures.put(Figures.GAINED, (double) comparison.gained());
                figures.put(Figures.DROP, comparison.dropPoints());
                figures.put(Figures.DROP_LOW, comparison.lowPoints());
                figures.put(Figures.DROP_HIGH, comparison.highPoints());
            }
        }
        figures.put(Figures.SIMULATION_DIFFERS, (double) simulation.differing());
        figures.put(Figures.SIMULATION_LOGITS_COMPARED, (double) simulation.logitsCompared());
        figures.put(Figures.SIMULATION_LOGITS_DIFFERING, (double) simulation.logitsDiffering());
        figures.put(Figures.PARITY_COMPARED, (double) parity.logitsCompared());
        figures.put(Figures.PARITY_DIFFERING, (double) parity.logitsDiffering());
        figures.put(Figures.PARITY_TENSORS_COMPARED, (double) parity.valuesCompared());
        figures.put(Figures.PARITY_TENSORS_DIFFERING, (double) parity.valuesDiffering());
        return figures;
    }

    static SortedMap<String, Double> of(Evaluation evaluation) {
        SortedMap<String, Double> figures = new TreeMap<>();
        evaluation.fileBytes().forEach((file, bytes) -> figures.put(Figures.size(file), (double) bytes));
        evaluation
                .worst()
                .ifPresent(
                        row -> figures.put(Figures.SQNR_MINIMUM, row.decibels().get(0)));
        return figures;
    }

    static SortedMap<String, Double> of(List<Latency> latencies) {
        SortedMap<String, Double> figures = new TreeMap<>();
        for (Latency latency : latencies) {
            figures.put(Figures.latency(latency.model(), latency.threads(), 50), latency.p50Millis() / 1e3);
            figures.put(Figures.latency(latency.model(), latency.threads(), 99), latency.p99Millis() / 1e3);
        }
        return figures;
    }
}
