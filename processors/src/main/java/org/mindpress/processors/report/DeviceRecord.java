package org.mindpress.processors.report;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code device/<n>.json}: what one device computed and how long it took, beside the certificate that it confirms or does not. Created once;
 * the certificate itself, which is deterministic, stays as it is.
 *
 * @param version of this document, {@value #VERSION}
 * @param pipeline name
 * @param run id
 * @param status what the outputs say
 * @param device where it ran
 * @param digests SHA-256 of {@code certificate.json}, {@code deployment.mindir}, the kit's {@code manifest.json}, {@code result.json} and the
 *     converted {@code *.ms} files
 * @param images test images that ran
 * @param agreements with integer execution; the form that the certificate reports comes first
 * @param accuracies of the converted models whose outputs came back
 * @param latencies one image at a time; empty when none was measured
 * @param measuredAt by the device's clock
 * @param recordedAt time of this document
 */
public record DeviceRecord(
        int version,
        String pipeline,
        String run,
        DeviceStatus status,
        Device device,
        SortedMap<String, String> digests,
        int images,
        List<Agreement> agreements,
        List<ModelAccuracy> accuracies,
        List<DeviceLatency> latencies,
        Instant measuredAt,
        Instant recordedAt) {
    public static final int VERSION = 1;

    /**
     * A device as its user and its kernel name it.
     *
     * @param name given by the user
     * @param machine instruction set, as {@code uname -m} says
     * @param processor name of the CPU
     * @param lite version of MindSpore Lite, given by the user
     * @param emulated whether the kernels ran on another processor
     * @param threads of the runtime
     * @param warmUpRuns before each time that was taken
     */
    public record Device(
            String name,
            String machine,
            String processor,
            String lite,
            boolean emulated,
            int threads,
            int warmUpRuns) {}

    /**
     * A share of images and its 95 % interval.
     *
     * @param count images for which it holds
     * @param percent of all images
     * @param lowPercent lower end, Wilson
     * @param highPercent upper end, Wilson
     */
    public record Share(int count, double percent, double lowPercent, double highPercent) {}

    /**
     * Outputs of the int8 model against integer execution.
     *
     * @param form of the kernels that integer execution follows
     * @param equalOutputs images of which every output has the same bits
     * @param equalPredictions images with the same largest output
     * @param values outputs of all images
     * @param differingValues of these
     * @param largestDifference in int8 codes
     */
    public record Agreement(
            String form,
            Share equalOutputs,
            Share equalPredictions,
            long values,
            long differingValues,
            int largestDifference) {}

    /**
     * Right answers on the device.
     *
     * @param model int8, float or lite-ptq
     * @param right images answered rightly
     */
    public record ModelAccuracy(String model, Share right) {}

    /**
     * Times of one model; percentiles are by nearest rank.
     *
     * @param model int8, float or lite-ptq
     * @param runs that counted
     * @param p50Millis half of the runs took at most this
     * @param p90Millis 90 % of the runs took at most this
     * @param p99Millis 99 % of the runs took at most this
     */
    public record DeviceLatency(String model, int runs, double p50Millis, double p90Millis, double p99Millis) {}

    public DeviceRecord {
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "a device record has version " + version + ", this mindpress knows version " + VERSION);
        }
        if (agreements.isEmpty()) {
            throw new IllegalArgumentException("a device record without agreement says nothing");
        }
        digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
        agreements = List.copyOf(agreements);
        accuracies = List.copyOf(accuracies);
        latencies = List.copyOf(latencies);
    }

    /** The agreement that decides the status: the first form without a differing output, else the reported one. */
    public Agreement decisive() {
        return agreements.stream()
                .filter(agreement -> agreement.differingValues() == 0)
                .findFirst()
                .orElse(agreements.get(0));
    }

    /** One sentence for people: status, device, share and interval. */
    public String statement() {
        Agreement agreement = decisive();
        return String.format(
                Locale.ROOT,
                "%s: %s (%s, %s), %d of %d images bit for bit as integer execution in form %s, 95 %% interval %.1f to"
                        + " %.1f %%",
                status.words(),
                device.name(),
                device.processor(),
                device.machine(),
                agreement.equalOutputs().count(),
                images,
                agreement.form(),
                agreement.equalOutputs().lowPercent(),
                agreement.equalOutputs().highPercent());
    }
}
