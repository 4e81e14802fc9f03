package org.mindpress.processors.release;

import java.util.List;
import org.mindpress.engine.evaluate.Sqnr;

/**
 * A run beside what production holds, before it is promoted. What only one of the two has is absent on the other side.
 *
 * @param version of this document, {@value #VERSION}
 * @param pipeline name
 * @param production number of the release that production holds
 * @param before id of its run
 * @param after id of the run that is looked at
 * @param accuracy on the same test images, or none
 * @param notComparable why the accuracies are not compared; empty when they are
 * @param sizes of files
 * @param latencyNote on which machines the latencies were measured
 * @param latencies by model and threads
 * @param layers int8 against float by layer, in the order of the run that is looked at, then those that it has no more
 */
public record ReleaseComparison(
        int version,
        String pipeline,
        int production,
        String before,
        String after,
        List<Paired> accuracy,
        String notComparable,
        List<Size> sizes,
        String latencyNote,
        List<Latency> latencies,
        List<Layer> layers) {
    public static final int VERSION = 1;

    /**
     * The answers of both deployment files on the same test images.
     *
     * @param images test images
     * @param rightBefore answered rightly by production's
     * @param rightAfter answered rightly by the other one
     * @param lost images that only production's gets right
     * @param gained images that only the other one gets right
     * @param dropPoints accuracy lost, percentage points; negative when the other one is better
     * @param lowPoints lower end of its paired 95 % interval
     * @param highPoints upper end of its paired 95 % interval
     * @param mcNemar probability of so unequal counts if both err equally often
     */
    public record Paired(
            int images,
            int rightBefore,
            int rightAfter,
            int lost,
            int gained,
            double dropPoints,
            double lowPoints,
            double highPoints,
            double mcNemar) {}

    /**
     * Bytes of a file.
     *
     * @param file which: float, deployment, verification, qdq
     * @param before bytes, or none
     * @param after bytes, or none
     */
    public record Size(String file, List<Long> before, List<Long> after) {
        public Size {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /**
     * Median latency of one image in ONNX Runtime.
     *
     * @param model float or qdq
     * @param threads of the session
     * @param beforeMillis median, or none
     * @param afterMillis median, or none
     */
    public record Latency(String model, int threads, List<Double> beforeMillis, List<Double> afterMillis) {
        public Latency {
            beforeMillis = List.copyOf(beforeMillis);
            afterMillis = List.copyOf(afterMillis);
        }
    }

    /**
     * Signal to quantisation noise of one layer.
     *
     * @param kind whether there is a number
     * @param decibels the number, or none
     */
    public record Ratio(Sqnr.Kind kind, List<Double> decibels) {
        public Ratio {
            decibels = List.copyOf(decibels);
        }
    }

    /**
     * One layer in both models.
     *
     * @param layer name of the point
     * @param before in production, or none
     * @param after in the other one, or none
     */
    public record Layer(String layer, List<Ratio> before, List<Ratio> after) {
        public Layer {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    public ReleaseComparison {
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "comparison has version " + version + ", this mindpress knows version " + VERSION);
        }
        accuracy = List.copyOf(accuracy);
        if (accuracy.size() > 1 || accuracy.isEmpty() == notComparable.isEmpty()) {
            throw new IllegalArgumentException(
                    "comparison: " + accuracy.size() + " accuracies, not comparable: '" + notComparable + "'");
        }
        sizes = List.copyOf(sizes);
        latencies = List.copyOf(latencies);
        layers = List.copyOf(layers);
    }
}
