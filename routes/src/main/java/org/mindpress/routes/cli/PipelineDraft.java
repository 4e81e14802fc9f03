package org.mindpress.routes.cli;

import java.util.Locale;

/**
 * What a new pipeline file says.
 *
 * @param name of the pipeline
 * @param set of the data
 * @param format of its files
 * @param model where it lies: {@code bucket:…} or {@code file:…}
 * @param channels of the images, 1 or 3
 * @param height in pixels
 * @param width in pixels
 * @param mean a channel, as written in the file, without brackets
 * @param deviation likewise
 * @param drop limit of the gate in points
 */
record PipelineDraft(
        String name,
        String set,
        String format,
        String model,
        int channels,
        int height,
        int width,
        String mean,
        String deviation,
        String drop) {

    /** The file: calibration alone, with the lines for training as comments. */
    String text() {
        return String.format(
                Locale.ROOT,
                """
                pipeline: %s
                data: { set: %s, format: %s }
                model: { uri: "%s" }
                input: { channels: %s, height: %d, width: %d, mean: [%s], standard-deviation: [%s] }
                policy:
                  default: { granularity: per-tensor }
                  rules:
                    - { block: residual, granularity: per-channel }
                stages:
                  # training costs time and wins accuracy; without these two lines calibration alone quantises
                  # qat: { steps: 150, batch: 128, learning-rate: 0.002 }
                  # distill: { alpha: 0.3, temperature: 5, steps: 300, batch: 128, learning-rate: 0.002 }
                  calibrate: { images: 1000, iterations: 10 }
                gate: { drop-points: %s }    # upper end of the 95 %% interval of the accuracy drop
                # schedule: { cron: "0 0 2 * * ?", time-zone: Europe/Berlin }
                """,
                name,
                set,
                format,
                model.replace("\\", "\\\\").replace("\"", "\\\""),
                channels == 1 ? "GRAY" : "RGB",
                height,
                width,
                mean,
                deviation,
                drop);
    }
}
