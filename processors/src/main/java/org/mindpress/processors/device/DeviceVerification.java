package org.mindpress.processors.device;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.engine.evaluate.Interval;
import org.mindpress.engine.evaluate.LatencySummary;
import org.mindpress.engine.evaluate.Predictions;
import org.mindpress.engine.evaluate.WilsonInterval;
import org.mindpress.processors.device.DeviceResult.ModelRun;
import org.mindpress.processors.report.DeviceRecord;
import org.mindpress.processors.report.DeviceRecord.Agreement;
import org.mindpress.processors.report.DeviceRecord.DeviceLatency;
import org.mindpress.processors.report.DeviceRecord.ModelAccuracy;
import org.mindpress.processors.report.DeviceRecord.Share;
import org.mindpress.processors.report.DeviceStatus;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.storage.Sha256;

/**
 * Holds a device's answer to the run: expected outputs are computed again from the deployment file in the bucket, once in each known form of
 * the kernels. A device is verified when all its outputs have the bits of one form.
 */
public final class DeviceVerification {
    private final RunStore runs;
    private final int threads;
    private final Clock clock;

    /**
     * Over a bucket.
     *
     * @param threads for integer execution; they change no bit
     * @param clock for the record
     */
    public DeviceVerification(RunStore runs, int threads, Clock clock) {
        this.runs = runs;
        this.threads = threads;
        this.clock = clock;
    }

    /**
     * Judges an answer.
     *
     * @param file name of the answer, for messages
     * @param bytes of it
     * @throws DeviceRefusal when it is of another run, of other files, or not whole; every reason is named
     */
    public DeviceRecord judge(RunReference run, String file, byte[] bytes) throws IOException, DeviceRefusal {
        DeviceResult result = read(file, bytes);
        refuse(file, ResultCheck.alone(result, run.run().text()));
        DeviceKit kit = DeviceKit.of(runs, run, new KitContents(result.images(), result.calibrationImages()), threads);
        refuse(file, ResultCheck.against(result, kit));
        List<Agreement> agreements = agreements(result, kit);
        boolean equal = agreements.stream().anyMatch(agreement -> agreement.differingValues() == 0);
        DeviceStatus status =
                result.emulated() ? DeviceStatus.EMULATED : equal ? DeviceStatus.VERIFIED : DeviceStatus.DIFFERS;
        SortedMap<String, String> digests = new TreeMap<>();
        digests.put("certificate.json", kit.run().certificateSha256());
        digests.put("deployment.mindir", result.deploymentSha256());
        digests.put(KitManifest.NAME, result.manifestSha256());
        digests.put("result.json", Sha256.of(bytes));
        result.models().forEach(model -> digests.put(model.model() + ".ms", model.sha256()));
        return new DeviceRecord(
                DeviceRecord.VERSION,
                run.pipeline(),
                run.run().text(),
                status,
                new DeviceRecord.Device(
                        result.device(),
                        result.machine(),
                        result.processor(),
                        result.lite(),
                        result.emulated(),
                        result.threads(),
                        result.warmUpRuns()),
                digests,
                result.images(),
                agreements,
                accuracies(result, kit),
                latencies(result),
                result.measuredAt(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    private static DeviceResult read(String file, byte[] bytes) throws DeviceRefusal {
        try {
            return Documents.read(file, bytes, DeviceResult.class);
        } catch (IOException e) {
            throw new DeviceRefusal(String.valueOf(e.getMessage()), e);
        }
    }

    private static void refuse(String file, List<String> problems) throws DeviceRefusal {
        if (!problems.isEmpty()) {
            throw DeviceRefusal.of(file, problems);
        }
    }

    private List<Agreement> agreements(DeviceResult result, DeviceKit kit) throws IOException {
        ModelRun model = result.models().stream()
                .filter(each -> each.model().equals(DeviceResult.INT8))
                .findFirst()
                .orElseThrow();
        float[] values = values(model, kit.manifest().classes());
        List<Agreement> agreements = new ArrayList<>();
        ExpectedOutputs.forms()
                .forEach((name, options) -> agreements.add(
                        agreement(name, ExpectedOutputs.of(kit.deployment(), kit.images(), options, threads), values)));
        return agreements;
    }

    private static Agreement agreement(String form, ExpectedOutputs expected, float[] values) {
        int classes = expected.classes();
        int images = values.length / classes;
        byte[] codes = expected.codes();
        int equalOutputs = 0;
        int largest = 0;
        long differing = 0;
        for (int image = 0; image < images; image++) {
            long before = differing;
            for (int i = image * classes; i < (image + 1) * classes; i++) {
                if (Float.floatToRawIntBits(values[i]) != Float.floatToRawIntBits(expected.value(i))) {
                    differing++;
                    largest = Math.max(largest, Math.abs(expected.parameters().code(values[i]) - codes[i]));
                }
            }
            equalOutputs += differing == before ? 1 : 0;
        }
        int otherPredictions = Predictions.ofLogits(values, classes).differing(Predictions.ofCodes(codes, classes));
        return new Agreement(
                form,
                share(equalOutputs, images),
                share(images - otherPredictions, images),
                values.length,
                differing,
                largest);
    }

    private static List<ModelAccuracy> accuracies(DeviceResult result, DeviceKit kit) {
        int[] labels = kit.images().images().labels();
        int classes = kit.manifest().classes();
        return result.models().stream()
                .filter(model -> !model.outputs().isEmpty())
                .map(model -> new ModelAccuracy(
                        model.model(),
                        share(
                                Predictions.ofLogits(values(model, classes), classes)
                                        .accuracy(labels)
                                        .right(),
                                labels.length)))
                .toList();
    }

    private static float[] values(ModelRun model, int classes) {
        float[] values = new float[model.outputs().size() * classes];
        for (int image = 0; image < model.outputs().size(); image++) {
            float[] own = ResultCheck.values(model.outputs().get(image)).orElseThrow();
            System.arraycopy(own, 0, values, image * classes, classes);
        }
        return values;
    }

    private static List<DeviceLatency> latencies(DeviceResult result) {
        List<DeviceLatency> latencies = new ArrayList<>();
        for (ModelRun model : result.models()) {
            if (!model.millis().isEmpty()) {
                List<Duration> runs = model.millis().stream()
                        .map(millis -> Duration.ofNanos(Math.round(millis * 1e6)))
                        .toList();
                latencies.add(new DeviceLatency(
                        model.model(), runs.size(), millis(runs, 50), millis(runs, 90), millis(runs, 99)));
            }
        }
        return latencies;
    }

    private static double millis(List<Duration> runs, int percent) {
        return LatencySummary.percentile(runs, percent).toNanos() / 1e6;
    }

    private static Share share(int count, int images) {
        Interval interval = WilsonInterval.of(count, images);
        return new Share(count, 100.0 * count / images, 100 * interval.low(), 100 * interval.high());
    }
}
