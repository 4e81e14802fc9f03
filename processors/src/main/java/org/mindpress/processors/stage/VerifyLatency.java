package org.mindpress.processors.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.mindpress.engine.evaluate.LatencySummary;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.processors.report.Measurements.Latency;

/** Times single images in ONNX Runtime, with all graph optimisations, as a server would run them. */
final class VerifyLatency {
    static final int WARM_UP_RUNS = 20;

    private final StageContext context;
    private final LongSupplier nanoTime;

    VerifyLatency(StageContext context, LongSupplier nanoTime) {
        this.context = context;
        this.nanoTime = nanoTime;
    }

    /**
     * Times one model.
     *
     * @param model how figures call it
     * @param image one normalised image
     * @param runs that count
     */
    Latency measure(String model, byte[] onnx, float[] image, int threads, int runs, String processor)
            throws StageStoppedException {
        String phase = "latency of " + model + ", " + threads + (threads == 1 ? " thread" : " threads");
        List<Duration> times = new ArrayList<>();
        try (FloatSession session =
                FloatSession.open(model + ".onnx", onnx, SessionSettings.optimized(threads), List.of())) {
            for (int run = -WARM_UP_RUNS; run < runs; run++) {
                long begin = nanoTime.getAsLong();
                session.run(image, 1);
                if (run >= 0) {
                    times.add(Duration.ofNanos(nanoTime.getAsLong() - begin));
                }
                if (run % 20 == 0) {
                    context.progress(phase, Math.max(0, run), runs, "runs");
                }
                context.checkStop();
            }
        }
        context.progress(phase, runs, runs, "runs");
        LatencySummary summary = LatencySummary.of(times, threads, processor);
        return new Latency(model, threads, summary.runs(), millis(summary.p50()), millis(summary.p99()));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
