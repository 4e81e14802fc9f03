package org.mindpress.routes.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.stage.Figures;

/** What a run's outcome says to people and to the shell. */
final class RunConclusion {
    private RunConclusion() {}

    static ExitCode exitCode(RunOutcome outcome) {
        return switch (outcome.status()) {
            case PASSED, UNCHANGED -> ExitCode.PASSED;
            case FAILED -> ExitCode.GATE_FAILED;
            case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
            case ERROR -> outcome.errorKind() == ErrorKind.USER ? ExitCode.BAD_INPUT : ExitCode.COULD_NOT_RUN;
            case CANCELLED -> ExitCode.COULD_NOT_RUN;
        };
    }

    /** The verdict in words. */
    static String verdict(RunOutcome outcome) {
        String stage = outcome.stage().isEmpty() ? "" : " in " + outcome.stage();
        return outcome.status() + stage + ": " + outcome.reason();
    }

    /**
     * Tells how a run ended, where to look further, and how the command ends.
     *
     * @param place options that lead other commands to the same runs; empty or with a space in front
     */
    static ExitCode tell(Terminal terminal, RunOutcome outcome, String place) {
        table(outcome).forEach(terminal::say);
        terminal.say(verdict(outcome));
        if (!outcome.figures().isEmpty()) {
            terminal.say("report:    mindpress report " + outcome.run() + place);
            terminal.say("artifacts: mindpress get " + outcome.run() + place);
        }
        return exitCode(outcome);
    }

    /** What was measured, and nothing else. */
    static List<String> table(RunOutcome outcome) {
        SortedMap<String, Double> figures = outcome.figures();
        List<String> lines = new ArrayList<>();
        for (String variant : Figures.VARIANTS) {
            figure(figures, Figures.accuracy(variant))
                    .ifPresent(share -> lines.add(
                            row("accuracy, " + variant, String.format(Locale.ROOT, "%9.2f %%", share * 100))));
        }
        if (figures.containsKey(Figures.DROP)) {
            lines.add(row(
                    "drop, float to integer",
                    String.format(
                            Locale.ROOT,
                            "%9.2f points, 95 %% interval [%.2f, %.2f], %,.0f images (%.0f lost, %.0f gained)",
                            figures.get(Figures.DROP),
                            figures.getOrDefault(Figures.DROP_LOW, Double.NaN),
                            figures.getOrDefault(Figures.DROP_HIGH, Double.NaN),
                            figures.getOrDefault(Figures.IMAGES, Double.NaN),
                            figures.getOrDefault(Figures.LOST, Double.NaN),
                            figures.getOrDefault(Figures.GAINED, Double.NaN))));
        }
        parity(lines, "parity, logits", figures, Figures.PARITY_DIFFERING, Figures.PARITY_COMPARED);
        parity(
                lines,
                "parity, all tensors",
                figures,
                Figures.PARITY_TENSORS_DIFFERING,
                Figures.PARITY_TENSORS_COMPARED);
        Optional<Double> whole = figure(figures, Figures.size("float"));
        for (String file : Figures.FILES) {
            figure(figures, Figures.size(file))
                    .ifPresent(bytes -> lines.add(row(
                            "size, " + file,
                            String.format(Locale.ROOT, "%,9.0f bytes", bytes)
                                    + whole.filter(all -> all > 0)
                                            .map(all -> String.format(Locale.ROOT, " (%.3f of float)", bytes / all))
                                            .orElse(""))));
        }
        for (String model : Figures.LATENCY_MODELS) {
            for (int threads = 1; threads <= 2; threads++) {
                Optional<Double> half = figure(figures, Figures.latency(model, threads, 50));
                Optional<Double> most = figure(figures, Figures.latency(model, threads, 99));
                if (half.isPresent() && most.isPresent()) {
                    lines.add(row(
                            "latency, " + model + ", " + threads + (threads == 1 ? " thread" : " threads"),
                            String.format(
                                    Locale.ROOT, "%9.2f ms p50, %.2f ms p99", half.get() * 1e3, most.get() * 1e3)));
                }
            }
        }
        return lines;
    }

    private static void parity(
            List<String> lines, String name, SortedMap<String, Double> figures, String differing, String compared) {
        if (figures.containsKey(differing) && figures.containsKey(compared)) {
            lines.add(row(
                    name,
                    String.format(
                            Locale.ROOT, "%,9.0f of %,.0f differ", figures.get(differing), figures.get(compared))));
        }
    }

    private static Optional<Double> figure(SortedMap<String, Double> figures, String name) {
        return Optional.ofNullable(figures.get(name));
    }

    private static String row(String name, String value) {
        return String.format(Locale.ROOT, "  %-26s %s", name, value);
    }
}
