package org.mindpress.processors.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.mindpress.engine.data.ChannelOrder;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.evaluate.ByteAccount;
import org.mindpress.engine.evaluate.Interval;
import org.mindpress.engine.evaluate.PairedComparison;
import org.mindpress.engine.evaluate.Sqnr;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.HistogramSummary;
import org.mindpress.processors.report.Certificate.GateVerdict;
import org.mindpress.processors.report.Certificate.Parity;
import org.mindpress.processors.report.Certificate.SimulationDifference;
import org.mindpress.processors.report.Certificate.VariantAccuracy;
import org.mindpress.processors.report.Certificate.VariantComparison;
import org.mindpress.processors.report.Evaluation.LayerRow;
import org.mindpress.processors.report.Measurements.Latency;
import org.mindpress.processors.report.Report.CalibrationSummary;
import org.mindpress.processors.report.Report.PointRange;
import org.mindpress.processors.report.Report.StageTime;

/** Reports with invented numbers. */
public final class ExampleReports {
    private static final int IMAGES = 10_000;

    private ExampleReports() {}

    /** Everything measured, with training; the name appears as pipeline, layer, point, note and setting. */
    public static Report full(String name) {
        Certificate certificate = new Certificate(
                Certificate.VERSION,
                name,
                7,
                IMAGES,
                List.of(
                        new VariantAccuracy("float", 9183, IMAGES),
                        new VariantAccuracy("trained", 9176, IMAGES),
                        new VariantAccuracy("simulated", 9171, IMAGES),
                        new VariantAccuracy("integer", 9172, IMAGES)),
                List.of(comparison("trained", 52, 45), comparison("simulated", 61, 49), comparison("integer", 60, 49)),
                new Parity(100_000, 0, 0, 20, 33, 4_382_720, 0, "", List.of()),
                new SimulationDifference(
                        9, List.of(112, 871, 1490, 2218, 3008, 4511, 6100, 7723, 9001), 100_000, 3_184, 2),
                new GateVerdict(
                        List.of(1.0),
                        "PASSED",
                        "the accuracy drop is 0.11 points, 95 % interval [-0.09, 0.31], on 10,000 images; the gate is"
                                + " 1.00 points"),
                input(),
                new TreeMap<>(Map.of("deployment.mindir", "ab".repeat(32), "float.onnx", "cd".repeat(32))),
                new TreeMap<>(Map.of("qat.learning-rate", "0.001", "qat.policy", name, "verify.images", "all")),
                new TreeMap<>(Map.of("java", "17.0.15", "onnxruntime", "1.29.0")));
        List<LayerRow> layers = new ArrayList<>();
        List<PointRange> points = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 31; i++) {
            String layer = i == 0 ? "input" : i == 5 ? name : "body." + i / 3 + "." + (i % 3 == 2 ? "add" : "conv");
            double decibels = 42 - i * 0.75 + 3 * random.nextGaussian();
            layers.add(new LayerRow(
                    layer,
                    i % 3 == 2 ? "add" : "convolution",
                    64L * 16 * 32 * 32,
                    i == 3 ? Sqnr.Kind.EXACT : Sqnr.Kind.FINITE,
                    i == 3 ? List.of() : List.of(decibels),
                    0.999,
                    0.0001,
                    0.01,
                    i % 4 * 0.0004,
                    0.45,
                    150 + random.nextInt(106),
                    0.0234f,
                    i % 2 == 0 ? -128 : -3));
            points.add(new PointRange(layer, histogram(random, i % 2 == 1), range(i), i == 0 ? "mse" : "trained"));
        }
        return new Report(
                Report.VERSION,
                certificate,
                new Evaluation(
                        Evaluation.VERSION,
                        64,
                        layers,
                        new ByteAccount(270_896, 3_100, 2_792, 41_300),
                        new TreeMap<>(Map.of(
                                "float",
                                1_113_725L,
                                "deployment",
                                318_088L,
                                "verification",
                                352_207L,
                                "qdq",
                                1_130_455L))),
                measurements(List.of(
                        new Latency("float", 1, 200, 1.873, 2.512),
                        new Latency("qdq", 1, 200, 1.204, 1.733),
                        new Latency("float", 2, 200, 1.127, 1.902),
                        new Latency("qdq", 2, 200, 0.822, 1.344))),
                List.of(curve("qat", 150, 0.9, random), curve("distill", 900, 0.5, random)),
                new CalibrationSummary(1000, points, 120, 698, List.of("ranges of training were kept", name)),
                List.of(
                        new StageTime("fetch", 3.2, "this run"),
                        new StageTime("import", 0.01, "runs/" + name + "/20261126/stages/02-import/manifest.json"),
                        new StageTime("qat", 131, "this run")));
    }

    /** Post-training quantisation only; nothing measured that need not be. */
    public static Report minimal() {
        Certificate certificate = new Certificate(
                Certificate.VERSION,
                "small",
                0,
                100,
                List.of(new VariantAccuracy("float", 90, 100), new VariantAccuracy("integer", 80, 100)),
                List.of(),
                new Parity(0, 0, 0, 0, 0, 0, 0, "", List.of()),
                new SimulationDifference(0, List.of(), 0, 0, 0),
                new GateVerdict(List.of(), "PASSED", "there is no gate"),
                input(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
        return new Report(
                Report.VERSION,
                certificate,
                new Evaluation(Evaluation.VERSION, 0, List.of(), new ByteAccount(0, 0, 0, 0), new TreeMap<>()),
                measurements(List.of()),
                List.of(),
                new CalibrationSummary(100, List.of(), 0, 0, List.of()),
                List.of());
    }

    private static InputSpecification input() {
        float[] half = {0.5f, 0.5f, 0.5f};
        return InputSpecification.of(ChannelOrder.RGB, 32, 32, half, half);
    }

    private static VariantComparison comparison(String candidate, int lost, int gained) {
        PairedComparison pairs = new PairedComparison(lost, gained, IMAGES);
        Interval interval = pairs.interval();
        return new VariantComparison(
                "float",
                candidate,
                IMAGES,
                lost,
                gained,
                pairs.dropPoints(),
                100 * interval.low(),
                100 * interval.high(),
                pairs.mcNemar().pValue(),
                pairs.mcNemar().exact());
    }

    private static Measurements measurements(List<Latency> latencies) {
        return new Measurements(
                Measurements.VERSION,
                "20261126t013000z-0123456789abcdef",
                "workshop",
                "Example CPU at 2.50 GHz",
                2,
                20,
                Instant.parse("2026-11-26T01:30:00Z"),
                latencies);
    }

    private static TrainingCurve curve(String stage, int steps, double start, Random random) {
        List<Float> losses = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            losses.add((float) (start * (0.4 + Math.exp(-4.0 * step / steps)) * (1 + 0.15 * random.nextGaussian())));
        }
        return new TrainingCurve(TrainingCurve.VERSION, stage, steps, steps * 128L, 128, losses);
    }

    private static HistogramSummary histogram(Random random, boolean twoSided) {
        List<Long> counts = new ArrayList<>();
        for (int bin = 0; bin < 96; bin++) {
            double distance = twoSided ? (bin - 48) / 12.0 : bin / 18.0;
            counts.add((long) (40_000 * Math.exp(-distance * distance / 2) + random.nextInt(3)));
        }
        double width = 0.0625;
        double lowest = twoSided ? -3 : 0;
        return new HistogramSummary(
                lowest, width, counts, twoSided ? 0 : 900_000, 2_000_000, (float) lowest, (float) (lowest + 6));
    }

    private static ActivationRange range(int i) {
        return i % 2 == 1 ? new ActivationRange(-2.61f, 2.66f) : new ActivationRange(0, 5.2f);
    }
}
