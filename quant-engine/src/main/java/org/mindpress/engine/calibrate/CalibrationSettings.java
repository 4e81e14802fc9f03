package org.mindpress.engine.calibrate;

import java.util.ArrayList;
import java.util.List;

/**
 * How calibration runs. Only {@code images} and {@code biasImages} have an influence on the result.
 *
 * @param images observed, the first ones of the set, at least {@value #FEWEST_IMAGES}
 * @param iterations parts after which progress and intermediate ranges are reported
 * @param biasImages of these, for bias correction; 0 leaves biases alone
 * @param memoryLimitBytes for activations in flight; bounds the images computed at once and, beyond it, sends the front of the bias
 *     correction to a temporary file
 * @param threads at most this many images at once
 */
public record CalibrationSettings(int images, int iterations, int biasImages, long memoryLimitBytes, int threads) {
    /** Fewer images are refused. */
    public static final int FEWEST_IMAGES = 100;

    /** Fewer images raise a warning. */
    public static final int FEW_IMAGES = 300;

    /** 1,000 images in 10 iterations, 300 for the biases, 256 MiB, 2 threads. */
    public static final CalibrationSettings DEFAULT = new CalibrationSettings(1000, 10, 300, 256L << 20, 2);

    public CalibrationSettings {
        List<String> faults = new ArrayList<>();
        if (images < FEWEST_IMAGES) {
            faults.add("images=" + images + " must be at least " + FEWEST_IMAGES + ", better " + FEW_IMAGES);
        }
        if (iterations < 1 || iterations > images) {
            faults.add("iterations=" + iterations + " must lie between 1 and images=" + images);
        }
        if (biasImages != 0 && (biasImages < FEWEST_IMAGES || biasImages > images)) {
            faults.add("biasImages=" + biasImages + " must be 0 (no bias correction) or lie between " + FEWEST_IMAGES
                    + " and images=" + images);
        }
        if (memoryLimitBytes < 1 || threads < 1) {
            faults.add("memoryLimitBytes=" + memoryLimitBytes + " and threads=" + threads + " must be positive");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("calibration settings: " + String.join("; ", faults));
        }
    }

    /** The same for a smaller or larger set: bias images are cut to it. */
    public CalibrationSettings withImages(int count) {
        return new CalibrationSettings(
                count, Math.min(iterations, count), Math.min(biasImages, count), memoryLimitBytes, threads);
    }

    public CalibrationSettings withThreads(int count) {
        return new CalibrationSettings(images, iterations, biasImages, memoryLimitBytes, count);
    }
}
