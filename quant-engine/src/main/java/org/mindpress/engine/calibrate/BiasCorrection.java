package org.mindpress.engine.calibrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.calibrate.CalibrationProgress.Phase;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.quant.BiasQuantizer;
import org.mindpress.engine.quant.GroupKind;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizedConvolution;

/**
 * Sequential bias correction (after Nagel et al., arXiv 1906.04721, with a test of significance): in topological order, every earlier
 * layer quantised and corrected, a channel's bias takes up the mean difference between the float and the quantised output before the
 * activation, if it is at least two standard errors. The image is the unit of the standard error. Sums run in image order.
 */
final class BiasCorrection {
    private static final double STANDARD_ERRORS = 2;
    private static final double LARGEST_CODE = 1L << 29;

    private final ModelGraph graph;
    private final QuantizationPlan plan;
    private final ModelNumbers numbers;
    private final Map<String, double[][]> floatMeans;
    private final CodeExecution execution;
    private final Map<String, QuantizedConvolution> corrected = new LinkedHashMap<>();
    private final List<BiasReport> reports = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Prepares.
     *
     * @param graph folded
     * @param numbers before correction
     * @param floatMeans by layer: {@code [image][channel]}, see {@link Observation}
     */
    BiasCorrection(ModelGraph graph, QuantizationPlan plan, ModelNumbers numbers, Map<String, double[][]> floatMeans) {
        this.graph = graph;
        this.plan = plan;
        this.numbers = numbers;
        this.floatMeans = floatMeans;
        Map<String, QuantizationParameters> parameters = numbers.parameters();
        this.execution = new CodeExecution(graph, layer -> {
            QuantizationParameters found = parameters.get(plan.pointOf(layer).name());
            if (found == null) {
                throw new IllegalStateException("no parameters for " + layer);
            }
            return found;
        });
    }

    /** Reports by layer; complete after {@link #run}. */
    List<BiasReport> reports() {
        return reports;
    }

    /** What could not be corrected. */
    List<String> notes() {
        return notes;
    }

    /** Corrects all layers. */
    ModelNumbers run(CalibrationImages images, CalibrationSettings settings, CalibrationListener listener) {
        Fronts fronts = Fronts.of(graph, plan);
        boolean inMemory = fronts.largestBytes() * settings.biasImages() <= settings.memoryLimitBytes();
        int count = settings.biasImages();
        try (ImageWorkers workers = new ImageWorkers(settings.threads());
                CodeFront front = new CodeFront(count, inMemory)) {
            front.open(plan.inputName(), graph.inputShape().elements());
            Progress progress = new Progress(listener, plan.groups().size());
            each(workers, count, progress, (worker, image) -> {
                float[] pixels = new float[graph.inputShape().elements()];
                images.fill(image, pixels);
                front.put(plan.inputName(), image, execution.input(pixels));
            });
            for (QuantizationGroup group : plan.groups()) {
                if (group.kind() == GroupKind.CONVOLUTION && !plan.isFloatIsland(group.layer())) {
                    correct(group, front, workers, count, progress);
                }
                if (fronts.isRead(group.layer())) {
                    advance(group, front, workers, count, progress);
                }
                fronts.lastReadBy(group.layer()).forEach(front::drop);
                progress.layerDone();
            }
        }
        return numbers.withConvolutions(corrected);
    }

    private static void each(ImageWorkers workers, int count, Progress progress, ImageWorkers.Task task) {
        for (int done = 0; done < count; done += workers.stride()) {
            workers.forEach(done, Math.min(count, done + workers.stride()), task);
            progress.alive();
        }
    }

    private void correct(QuantizationGroup group, CodeFront front, ImageWorkers workers, int count, Progress progress) {
        String input = group.inputs().get(0);
        QuantizedConvolution own = original(group.layer());
        double[][] quantized = new double[count][];
        each(
                workers,
                count,
                progress,
                (worker, image) -> quantized[image] = execution.outputMeans(group, front.get(input, image), own));
        double[][] wanted = floatMeans.get(group.layer());
        if (wanted == null) {
            throw new IllegalStateException("no float means for layer " + group.layer());
        }
        float inputScale = parameters(input).scale();
        float[] bias = own.bias();
        List<Integer> beyond = new ArrayList<>();
        int changed = 0;
        double largest = 0;
        double before = 0;
        double after = 0;
        for (int channel = 0; channel < bias.length; channel++) {
            Difference difference = Difference.of(wanted, quantized, channel);
            float old = bias[channel];
            if (Math.abs(difference.mean) >= STANDARD_ERRORS * difference.standardError) {
                float weightScale = own.weight().scale(channel);
                double shifted = old + difference.mean;
                if (Math.abs(shifted / ((double) inputScale * weightScale)) < LARGEST_CODE) {
                    bias[channel] = BiasQuantizer.canonical((float) shifted, inputScale, weightScale);
                } else {
                    beyond.add(channel);
                }
            }
            double correction = (double) bias[channel] - old;
            changed += correction == 0 ? 0 : 1;
            largest = Math.max(largest, Math.abs(correction));
            before += Math.abs(difference.mean);
            after += Math.abs(difference.mean - correction);
        }
        if (!beyond.isEmpty()) {
            notes.add("layer " + group.layer() + ": channels " + beyond
                    + " keep their biases, because corrected codes would reach 2^29 (rule L13)");
        }
        corrected.put(group.layer(), QuantizedConvolution.of(own.weight(), bias));
        reports.add(new BiasReport(
                group.layer(),
                bias.length,
                changed,
                largest,
                largest / parameters(group.layer()).scale(),
                before / bias.length,
                after / bias.length));
    }

    private void advance(QuantizationGroup group, CodeFront front, ImageWorkers workers, int count, Progress progress) {
        front.open(group.layer(), graph.shapeOf(group.output()).elements());
        each(workers, count, progress, (worker, image) -> {
            List<byte[]> inputs = group.inputs().stream()
                    .map(input -> front.get(input, image))
                    .toList();
            front.put(group.layer(), image, codes(group, inputs));
        });
    }

    private byte[] codes(QuantizationGroup group, List<byte[]> inputs) {
        if (group.kind() != GroupKind.CONVOLUTION) {
            return execution.other(group, inputs);
        }
        return plan.isFloatIsland(group.layer())
                ? execution.floatIsland(group, inputs.get(0))
                : execution.convolution(group, inputs.get(0), required(corrected, group.layer()));
    }

    private QuantizedConvolution original(String layer) {
        return required(numbers.convolutions(), layer);
    }

    private static QuantizedConvolution required(Map<String, QuantizedConvolution> convolutions, String layer) {
        QuantizedConvolution found = convolutions.get(layer);
        if (found == null) {
            throw new IllegalStateException("no numbers for layer " + layer);
        }
        return found;
    }

    private QuantizationParameters parameters(String layer) {
        QuantizationParameters found =
                numbers.parameters().get(plan.pointOf(layer).name());
        if (found == null) {
            throw new IllegalStateException("no parameters for layer " + layer);
        }
        return found;
    }

    /** Mean over images of float less quantised, and its standard error. */
    private record Difference(double mean, double standardError) {
        static Difference of(double[][] wanted, double[][] quantized, int channel) {
            int count = quantized.length;
            double sum = 0;
            for (int image = 0; image < count; image++) {
                sum += wanted[image][channel] - quantized[image][channel];
            }
            double mean = sum / count;
            double squares = 0;
            for (int image = 0; image < count; image++) {
                double deviation = wanted[image][channel] - quantized[image][channel] - mean;
                squares += deviation * deviation;
            }
            return new Difference(mean, Math.sqrt(squares / (count - 1) / count));
        }
    }

    private static final class Progress {
        private final CalibrationListener listener;
        private final int layers;
        private int done;

        Progress(CalibrationListener listener, int layers) {
            this.listener = listener;
            this.layers = layers;
        }

        void alive() {
            listener.advanced(CalibrationProgress.of(Phase.CORRECT, done, layers));
        }

        void layerDone() {
            done++;
            alive();
        }
    }
}
