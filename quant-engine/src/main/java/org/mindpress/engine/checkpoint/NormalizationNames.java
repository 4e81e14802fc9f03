package org.mindpress.engine.checkpoint;

import java.util.List;

/** How a definition calls the four parameters of a batch norm. */
enum NormalizationNames {
    MINDSPORE("gamma", "beta", "moving_mean", "moving_variance"),
    PYTORCH("weight", "bias", "running_mean", "running_var");

    private final String scale;
    private final String shift;
    private final String mean;
    private final String variance;

    NormalizationNames(String scale, String shift, String mean, String variance) {
        this.scale = scale;
        this.shift = shift;
        this.mean = mean;
        this.variance = variance;
    }

    /** Scale, shift, mean, variance. */
    List<String> suffixes() {
        return List.of(scale, shift, mean, variance);
    }

    /** Those that a checkpoint uses. */
    static NormalizationNames of(Checkpoint checkpoint) {
        boolean mindspore = checkpoint.parameters().keySet().stream().anyMatch(name -> name.endsWith(".gamma"));
        return mindspore ? MINDSPORE : PYTORCH;
    }
}
