package org.mindpress.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.train.Deeplearning4jRuntime;
import org.mindpress.engine.train.TrainingExamples;
import org.mindpress.engine.train.TrainingHost;
import org.mindpress.engine.train.TrainingProgress;
import org.mindpress.engine.train.TrainingSession;
import org.mindpress.engine.train.TrainingSettings;
import org.mindpress.engine.train.TrainingStart;

/**
 * Prints the images a second of quantisation-aware training of ResNet-20 on generated images: steps of 128, the first quarter to warm
 * up. CPU seconds count all threads. Arguments: number of steps, at least 2; 40 when absent.
 */
public final class TrainingThroughput {
    private static final int BATCH = 128;
    private static final int CLASSES = 10;

    private TrainingThroughput() {}

    /** Runs the training. */
    public static void main(String[] arguments) {
        int steps = arguments.length == 0 ? 40 : Integer.parseInt(arguments[0]);
        Deeplearning4jRuntime runtime = Deeplearning4jRuntime.prepare();
        ModelGraph graph = ResNet20.graph();
        QuantizationPlan plan =
                QuantizationPlan.derive(graph, LayerPolicy.DEFAULT).inSteps(steps, steps);
        TrainingSession session = TrainingSession.start(
                new TrainingStart(graph, plan, QuantizationState.initial(plan)), TrainingSettings.ofSteps(steps));
        float[] images = ResNet20.images(BATCH);
        int[] labels = new int[BATCH];
        Arrays.setAll(labels, image -> image % CLASSES);
        StepTimes times = new StepTimes(steps);
        session.run(step -> TrainingExamples.of(images, labels), times, Clock.systemUTC());
        System.out.printf(
                Locale.ROOT,
                "%.0f training images/s, %.0f per CPU second"
                        + " (ResNet-20 QAT, batch %d, %d steps after %d to warm up, OMP_NUM_THREADS %d, %s)%n",
                times.imagesPer(times.ends),
                times.imagesPer(times.cpuEnds),
                BATCH,
                steps - steps / 4,
                steps / 4,
                runtime.threads(),
                runtime.nativeClassifier());
    }

    /** When each step ended. */
    private static final class StepTimes implements TrainingHost {
        private final OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private final long[] ends;
        private final long[] cpuEnds;
        private int count;

        StepTimes(int steps) {
            ends = new long[steps];
            cpuEnds = new long[steps];
        }

        /** Images per second of that clock, behind the warm-up. */
        double imagesPer(long[] nanos) {
            int first = Math.max(nanos.length / 4, 1);
            return BATCH * (nanos.length - first) * 1e9 / (nanos[nanos.length - 1] - nanos[first - 1]);
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public void progress(TrainingProgress progress) {
            ends[count] = System.nanoTime();
            cpuEnds[count++] = system.getProcessCpuTime();
        }

        @Override
        public void keep(long step, byte[] bytes) {
            // the figure is without checkpoints
        }
    }
}
