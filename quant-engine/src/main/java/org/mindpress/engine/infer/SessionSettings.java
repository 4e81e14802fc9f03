package org.mindpress.engine.infer;

/**
 * How a {@link FloatSession} computes.
 *
 * @param threads threads inside one operator, at least 1
 * @param graphOptimization whether ONNX Runtime may fuse and reorder; off for QDQ models, whose every rounding must happen where the
 *     file says
 */
public record SessionSettings(int threads, boolean graphOptimization) {

    public SessionSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1: threads=" + threads);
        }
    }

    /** The fast form, for float models. */
    public static SessionSettings optimized(int threads) {
        return new SessionSettings(threads, true);
    }

    /** The literal form, for QDQ models and taps. */
    public static SessionSettings literal(int threads) {
        return new SessionSettings(threads, false);
    }
}
