package org.mindpress.processors.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.engine.evaluate.Interval;
import org.mindpress.engine.evaluate.PairedComparison;
import org.mindpress.processors.report.Evaluation;
import org.mindpress.processors.report.Measurements;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.PredictionsDocument;
import org.mindpress.storage.MissingObjectException;

/**
 * Compares a run with what production holds, from the documents of both: accuracy image by image and only on equal test sets, bytes, latency,
 * and the noise of every layer. Thread-safe.
 */
public final class ReleaseComparer {
    private static final String TEST_IMAGES = PackedImages.fileName(Split.TEST);

    private final RunStore runs;
    private final ReleaseStore releases;

    public ReleaseComparer(RunStore runs) {
        this.runs = runs;
        this.releases = new ReleaseStore(runs.bucket());
    }

    /** What a run would change in production; empty when production holds nothing. */
    public Optional<ReleaseComparison> withProduction(RunReference run) throws IOException {
        Optional<ReleaseRecord> held = releases.current(run.pipeline(), Channel.PRODUCTION);
        return held.isEmpty() ? Optional.empty() : Optional.of(compare(held.get(), run));
    }

    private ReleaseComparison compare(ReleaseRecord production, RunReference after) throws IOException {
        RunReference before = production.reference();
        List<ReleaseComparison.Paired> accuracy = new ArrayList<>();
        String notComparable = "";
        try {
            accuracy.add(accuracy(before, after));
        } catch (NotComparable e) {
            notComparable = String.valueOf(e.getMessage());
        }
        Optional<Evaluation> layersBefore = document(before, "evaluation.json", Evaluation.VERSION, Evaluation.class);
        Optional<Evaluation> layersAfter = document(after, "evaluation.json", Evaluation.VERSION, Evaluation.class);
        Optional<Measurements> timesBefore =
                document(before, "measurements.json", Measurements.VERSION, Measurements.class);
        Optional<Measurements> timesAfter =
                document(after, "measurements.json", Measurements.VERSION, Measurements.class);
        return new ReleaseComparison(
                ReleaseComparison.VERSION,
                after.pipeline(),
                production.number(),
                before.run().text(),
                after.run().text(),
                accuracy,
                notComparable,
                sizes(layersBefore, layersAfter),
                latencyNote(timesBefore, timesAfter),
                latencies(timesBefore, timesAfter),
                layers(layersBefore, layersAfter));
    }

    /** Says why two accuracies must not be set beside each other. */
    private static final class NotComparable extends Exception {
        private static final long serialVersionUID = 1L;

        NotComparable(String message) {
            super(message);
        }
    }

    private ReleaseComparison.Paired accuracy(RunReference before, RunReference after)
            throws IOException, NotComparable {
        ArtifactReference test = testImages(before);
        if (!testImages(after).sha256().equals(test.sha256())) {
            throw new NotComparable(
                    "the runs were tested on different images: their accuracies say nothing about" + " each other");
        }
        List<Integer> first = answers(before);
        List<Integer> second = answers(after);
        int[] labels = labels(test);
        if (first.size() != labels.length || second.size() != labels.length) {
            throw new NotComparable("answers on " + first.size() + " and " + second.size() + " images of a test set of "
                    + labels.length);
        }
        int rightBefore = 0;
        int rightAfter = 0;
        int lost = 0;
        int gained = 0;
        for (int i = 0; i < labels.length; i++) {
            boolean was = first.get(i) == labels[i];
            boolean is = second.get(i) == labels[i];
            rightBefore += was ? 1 : 0;
            rightAfter += is ? 1 : 0;
            lost += was && !is ? 1 : 0;
            gained += is && !was ? 1 : 0;
        }
        PairedComparison pairs = new PairedComparison(lost, gained, labels.length);
        Interval interval = pairs.interval();
        return new ReleaseComparison.Paired(
                labels.length,
                rightBefore,
                rightAfter,
                lost,
                gained,
                pairs.dropPoints(),
                100 * interval.low(),
                100 * interval.high(),
                pairs.mcNemar().pValue());
    }

    private ArtifactReference testImages(RunReference run) throws IOException, NotComparable {
        return runs.manifest(run, StageName.FETCH)
                .flatMap(manifest -> manifest.output(TEST_IMAGES))
                .orElseThrow(() -> new NotComparable("run " + run.run() + " has no " + TEST_IMAGES));
    }

    private List<Integer> answers(RunReference run) throws IOException, NotComparable {
        return document(run, "predictions.json", PredictionsDocument.VERSION, PredictionsDocument.class)
                .map(PredictionsDocument::classes)
                .orElseThrow(() -> new NotComparable("run " + run.run() + " has no predictions.json of version "
                        + PredictionsDocument.VERSION + ": run its pipeline again"));
    }

    private int[] labels(ArtifactReference test) throws IOException, NotComparable {
        Path folder = Files.createTempDirectory("mindpress-compare");
        Path file = folder.resolve(TEST_IMAGES);
        try {
            runs.bucket().download(test.key(), file, test.sha256());
            return PackedImages.read(file).labels();
        } catch (MissingObjectException e) {
            throw new NotComparable("the test images are gone: " + e.getMessage());
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /** A document of {@code verify}; empty when it is not there any more or has another version. */
    private <T extends Record> Optional<T> document(RunReference run, String name, int version, Class<T> type)
            throws IOException {
        Optional<ArtifactReference> found =
                runs.manifest(run, StageName.VERIFY).flatMap(manifest -> manifest.output(name));
        if (found.isEmpty() || runs.bucket().stat(found.get().key()).isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = runs.bucket().read(found.get().key(), found.get().sha256());
        return Documents.version(bytes).orElse(0) == version
                ? Optional.of(Documents.read(found.get().key(), bytes, type))
                : Optional.empty();
    }

    private static List<ReleaseComparison.Size> sizes(Optional<Evaluation> before, Optional<Evaluation> after) {
        SortedMap<String, Long> first = before.map(Evaluation::fileBytes).orElse(new TreeMap<>());
        SortedMap<String, Long> second = after.map(Evaluation::fileBytes).orElse(new TreeMap<>());
        Set<String> files = new TreeSet<>(first.keySet());
        files.addAll(second.keySet());
        return files.stream()
                .map(file -> new ReleaseComparison.Size(file, of(first, file), of(second, file)))
                .toList();
    }

    private static String latencyNote(Optional<Measurements> before, Optional<Measurements> after) {
        if (before.isEmpty() || after.isEmpty()) {
            return "not measured in both runs";
        }
        boolean same = before.get().host().equals(after.get().host())
                && before.get().processor().equals(after.get().processor());
        return same
                ? "on " + after.get().processor() + ", on different days"
                : "on different machines, not comparable: " + before.get().host() + " ("
                        + before.get().processor() + ") and " + after.get().host() + " ("
                        + after.get().processor() + ")";
    }

    /**
     * A measured case.
     *
     * @param model float or qdq
     * @param threads of the session
     */
    private record Case(String model, int threads) {}

    private static List<ReleaseComparison.Latency> latencies(
            Optional<Measurements> before, Optional<Measurements> after) {
        Map<Case, Double> first = medians(before);
        Map<Case, Double> second = medians(after);
        Set<Case> cases = new LinkedHashSet<>(second.keySet());
        cases.addAll(first.keySet());
        return cases.stream()
                .map(each ->
                        new ReleaseComparison.Latency(each.model(), each.threads(), of(first, each), of(second, each)))
                .toList();
    }

    private static Map<Case, Double> medians(Optional<Measurements> measurements) {
        Map<Case, Double> medians = new LinkedHashMap<>();
        measurements.ifPresent(found -> found.latencies()
                .forEach(latency -> medians.put(new Case(latency.model(), latency.threads()), latency.p50Millis())));
        return medians;
    }

    private static List<ReleaseComparison.Layer> layers(Optional<Evaluation> before, Optional<Evaluation> after) {
        Map<String, ReleaseComparison.Ratio> first = ratios(before);
        Map<String, ReleaseComparison.Ratio> second = ratios(after);
        Set<String> layers = new LinkedHashSet<>(second.keySet());
        layers.addAll(first.keySet());
        return layers.stream()
                .map(layer -> new ReleaseComparison.Layer(layer, of(first, layer), of(second, layer)))
                .toList();
    }

    private static Map<String, ReleaseComparison.Ratio> ratios(Optional<Evaluation> evaluation) {
        Map<String, ReleaseComparison.Ratio> ratios = new LinkedHashMap<>();
        evaluation.ifPresent(found -> found.layers()
                .forEach(row -> ratios.put(row.layer(), new ReleaseComparison.Ratio(row.sqnr(), row.decibels()))));
        return ratios;
    }

    private static <K, V> List<V> of(Map<K, V> map, K key) {
        return Optional.ofNullable(map.get(key)).stream().toList();
    }
}
