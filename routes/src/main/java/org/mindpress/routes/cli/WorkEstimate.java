package org.mindpress.routes.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.TrainingLength;
import org.mindpress.processors.pipeline.TrainingSection;

/**
 * What a run will roughly take. Scales measured speeds of ResNet-20 on two cores by multiply-accumulates, so it is an order of magnitude
 * and no promise.
 *
 * @param lines one a stage and one for memory
 */
record WorkEstimate(List<String> lines) {
    private static final double TRAINED_PER_SECOND = 7e9;
    private static final double INFERRED_PER_SECOND = 13e9;
    private static final double INTEGER_PER_SECOND = 8e9;
    private static final double REFERENCE_PER_SECOND = 4e9;
    private static final int VALIDATION_IMAGES = 5000;
    private static final int TEST_IMAGES = 10_000;
    private static final int TRAIN_IMAGES = 45_000;
    private static final int FLOAT_BYTES = 4;
    private static final double BASE_MEBIBYTES = 1500;
    private static final double COPIES_IN_TRAINING = 6;

    WorkEstimate {
        lines = List.copyOf(lines);
    }

    static WorkEstimate of(Pipeline pipeline, ModelGraph graph) {
        double work = graph.multiplyAccumulates();
        List<String> lines = new ArrayList<>();
        double[] batch = {1};
        pipeline.stages().qat().ifPresent(section -> {
            lines.add(line("qat", images(section) * work / TRAINED_PER_SECOND));
            batch[0] = Math.max(batch[0], section.batch());
        });
        pipeline.stages().distill().ifPresent(section -> {
            double images = images(section.training());
            lines.add(line("distill", images * work * (1 / TRAINED_PER_SECOND + 1 / INFERRED_PER_SECOND)));
            batch[0] = Math.max(batch[0], section.training().batch());
        });
        double calibrated = pipeline.stages().calibrate().images() + 2.0 * VALIDATION_IMAGES;
        lines.add(line("calibrate", calibrated * work / INTEGER_PER_SECOND));
        double tested = pipeline.stages().verify().images().orElse(TEST_IMAGES);
        lines.add(line(
                "verify",
                tested * work * (2 / INFERRED_PER_SECOND + 1 / INTEGER_PER_SECOND + 1 / REFERENCE_PER_SECOND)));
        double values = 0;
        for (Node node : graph.nodes()) {
            values += graph.shapeOf(node.name()).elements();
        }
        double mebibytes = BASE_MEBIBYTES
                + (values * batch[0] + graph.parameterCount()) * FLOAT_BYTES * COPIES_IN_TRAINING / (1 << 20);
        lines.add(String.format(Locale.ROOT, "estimate: memory     about %.1f GiB", mebibytes / 1024));
        return new WorkEstimate(lines);
    }

    /** Epochs are counted as on CIFAR-10: the data is not looked at here. */
    private static double images(TrainingSection section) {
        TrainingLength length = section.length();
        long stepsPerEpoch = Math.max(1, TRAIN_IMAGES / section.batch());
        return (double) length.steps(stepsPerEpoch) * section.batch();
    }

    private static String line(String stage, double seconds) {
        return String.format(
                Locale.ROOT,
                "estimate: %-10s about %s on two cores",
                stage,
                ProgressDisplay.spoken(Duration.ofMillis(Math.round(Math.max(1, seconds) * 1000))));
    }
}
