package org.mindpress.processors.stage;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/** Walks over images in parts: asks to stop and tells progress between two parts. */
final class VerifyBatches {
    /** Values of the images of one part; the same on every host, because float results may depend on the part's size. */
    private static final int VALUES_A_PART = 50 * 3 * 32 * 32;

    private final StageContext context;

    VerifyBatches(StageContext context) {
        this.context = context;
    }

    /** Work on images from..from + count - 1. */
    @FunctionalInterface
    interface Part {
        void run(int from, int count);
    }

    /** Images of one part, 1 to 50. */
    static int partOf(int imageValues) {
        return Math.max(1, Math.min(50, VALUES_A_PART / imageValues));
    }

    /** Does the work part by part. */
    void each(String phase, int images, int part, Part work) throws StageStoppedException {
        Instant begin = context.clock().instant();
        context.checkStop();
        context.progress(phase, 0, images, "images");
        for (int from = 0; from < images; from += part) {
            int count = Math.min(part, images - from);
            work.run(from, count);
            context.checkStop();
            double seconds = Duration.between(begin, context.clock().instant()).toNanos() / 1e9;
            context.progress(
                    phase,
                    (long) from + count,
                    images,
                    "images",
                    seconds > 0 ? OptionalDouble.of((from + count) / seconds) : OptionalDouble.empty(),
                    OptionalDouble.empty());
        }
    }
}
