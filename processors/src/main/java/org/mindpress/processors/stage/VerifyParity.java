package org.mindpress.processors.stage;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.evaluate.ParityCount;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.mindir.MindirReader;
import org.mindpress.engine.reference.ReferenceInterpreter;
import org.mindpress.engine.reference.Tensor;
import org.mindpress.processors.report.Certificate.Parity;

/** Whether the verification file computes the codes of the deployment file: logits of all images, every tensor of some. */
final class VerifyParity {
    private static final int LARGEST_DIFFERENCE = 255;

    private final VerifyBatches batches;
    private final NormalizedImages images;
    private final IntegerModel deployment;
    private final ReferenceInterpreter verification;

    VerifyParity(VerifyBatches batches, NormalizedImages images, IntegerModel deployment, byte[] verification) {
        this.batches = batches;
        this.images = images;
        this.deployment = deployment;
        this.verification = ReferenceInterpreter.load(MindirReader.read("verification.mindir", verification));
    }

    /**
     * Compares.
     *
     * @param codes int8 logits of the deployment file, images times classes
     * @param tensorImages images of which every tensor is compared
     */
    Parity compare(byte[] codes, int tensorImages) throws StageStoppedException {
        int classes = codes.length / images.count();
        Count logits = new Count();
        batches.each(
                "verification file on test images",
                images.count(),
                VerifyBatches.partOf(images.imageSize()),
                (from, count) -> {
                    Tensor actual = verification.run(images.batch(from, count), count);
                    logits.add("logits from image " + from, part(codes, from * classes, count * classes), actual);
                });
        Count values = new Count();
        Set<String> compared = new LinkedHashSet<>();
        Set<String> alone = new LinkedHashSet<>();
        int traced = Math.min(tensorImages, images.count());
        batches.each("every tensor of " + traced + " images", traced, 1, (from, count) -> {
            float[] image = images.batch(from, 1);
            Map<String, Tensor> reference = byLayer(verification.traceLayers(image, 1));
            Map<String, byte[]> integer = lastOfLayer(deployment.trace(List.of(image), 1));
            integer.forEach((layer, expected) -> {
                Tensor actual = reference.get(layer);
                if (actual == null) {
                    alone.add(layer);
                } else {
                    compared.add(layer);
                    values.add(layer + " of image " + from, expected, actual);
                }
            });
            reference.keySet().stream()
                    .filter(layer -> !integer.containsKey(layer))
                    .forEach(alone::add);
        });
        return new Parity(
                logits.count.compared(),
                logits.count.differing(),
                logits.count.largestDifference(),
                traced,
                compared.size(),
                values.count.compared(),
                values.count.differing(),
                logits.first.isEmpty() ? values.first : logits.first,
                List.copyOf(alone));
    }

    /** Tensors of the interpreter by layer; it names scopes as they stand in the file, the integer engine with dots. */
    private static Map<String, Tensor> byLayer(Map<String, Tensor> tensors) {
        Map<String, Tensor> layers = new LinkedHashMap<>();
        tensors.forEach((scope, tensor) -> layers.put(scope.replace('/', '.'), tensor));
        return layers;
    }

    /**
     * The last tensor of each layer: where a layer takes several operations, such as Pad and MaxPool, the integer engine calls the later
     * ones {@code layer/operation}.
     */
    static <T> Map<String, T> lastOfLayer(Map<String, T> tensors) {
        Map<String, T> layers = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            int slash = name.indexOf('/');
            layers.put(slash > 0 ? name.substring(0, slash) : name, tensor);
        });
        return layers;
    }

    private static byte[] part(byte[] codes, int from, int length) {
        return Arrays.copyOfRange(codes, from, from + length);
    }

    /** Differences so far, and where the first one was. */
    private static final class Count {
        private ParityCount count = ParityCount.NONE;
        private String first = "";

        void add(String place, byte[] expected, Tensor actual) {
            ParityCount here = compare(expected, actual);
            if (first.isEmpty() && here.firstDifference().isPresent()) {
                int at = (int) here.firstDifference().getAsLong();
                first = place + ", value " + at + ": deployment " + expected[at] + ", verification "
                        + (at < actual.elements() ? actual.at(at) : "has only " + actual.elements() + " values");
            }
            count = count.plus(here);
        }
    }

    /** Codes that are carried as float32 count only when they are whole; a tensor of another size differs in every value. */
    static ParityCount compare(byte[] expected, Tensor actual) {
        long differing = 0;
        int largest = 0;
        OptionalLong first = OptionalLong.empty();
        for (int i = 0; i < expected.length; i++) {
            double difference =
                    expected.length == actual.elements() ? Math.abs(actual.at(i) - expected[i]) : LARGEST_DIFFERENCE;
            if (difference != 0) {
                differing++;
                largest = Math.max(largest, (int) Math.min(LARGEST_DIFFERENCE, Math.ceil(difference)));
                first = first.isPresent() ? first : OptionalLong.of(i);
            }
        }
        return new ParityCount(expected.length, differing, largest, first);
    }
}
