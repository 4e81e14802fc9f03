package org.mindpress.engine.calibrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mindpress.engine.calibrate.CalibrationProgress.Phase;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.engine.quant.StreamingHistogram;

/**
 * One pass of the float model over the calibration images: a histogram per point, and for the leading images the spatial means of every
 * convolution before its activation.
 *
 * @param histograms by point name
 * @param means by layer: {@code [image][channel]}
 */
record Observation(Map<String, StreamingHistogram> histograms, Map<String, double[][]> means) {

    /** What a pass needs. */
    record Pass(
            ModelGraph graph,
            QuantizationPlan plan,
            CalibrationImages images,
            CalibrationSettings settings,
            ActivationSource.Factory activations) {

        /** Points and convolution outputs. */
        List<String> values() {
            Set<String> values = new LinkedHashSet<>();
            plan.points().forEach(point -> values.add(point.value()));
            plan.convolutions().forEach(group -> values.add(group.layer()));
            return List.copyOf(values);
        }

        /** Workers whose activations fit into the memory limit together, at least one. */
        int workers() {
            long bytes = 4L
                    * Float.BYTES
                    * values().stream()
                            .mapToLong(value -> graph.shapeOf(value).elements())
                            .sum();
            return (int) Math.max(1, Math.min(settings.threads(), settings.memoryLimitBytes() / bytes));
        }
    }

    StreamingHistogram histogram(String point) {
        return required(histograms, point);
    }

    static Observation of(Pass pass, CalibrationListener listener) {
        CalibrationSettings settings = pass.settings;
        Map<String, double[][]> means = new LinkedHashMap<>();
        for (QuantizationGroup group : pass.plan.convolutions()) {
            means.put(group.layer(), new double[settings.biasImages()][]);
        }
        List<Map<String, StreamingHistogram>> parts = new ArrayList<>();
        try (ActivationSource source = pass.activations.open(pass.graph, pass.values());
                ImageWorkers workers = new ImageWorkers(pass.workers())) {
            List<float[]> buffers = new ArrayList<>();
            for (int worker = 0; worker < workers.workers(); worker++) {
                Map<String, StreamingHistogram> own = new LinkedHashMap<>();
                pass.plan.points().forEach(point -> own.put(point.name(), new StreamingHistogram()));
                parts.add(own);
                buffers.add(new float[pass.graph.inputShape().elements()]);
            }
            int done = 0;
            for (int iteration = 1; iteration <= settings.iterations(); iteration++) {
                int end = (int) ((long) iteration * settings.images() / settings.iterations());
                while (done < end) {
                    int next = Math.min(end, done + workers.stride());
                    workers.forEach(done, next, (worker, image) -> {
                        float[] pixels = buffers.get(worker);
                        pass.images.fill(image, pixels);
                        observe(pass, source, image, pixels, parts.get(worker), means);
                    });
                    done = next;
                    listener.advanced(new CalibrationProgress(
                            Phase.OBSERVE, done, settings.images(), done == end ? ranges(pass, parts) : Map.of()));
                }
            }
        }
        Map<String, StreamingHistogram> merged = parts.get(0);
        parts.subList(1, parts.size())
                .forEach(part -> merged.forEach((point, histogram) -> histogram.add(required(part, point))));
        return new Observation(merged, means);
    }

    private static void observe(
            Pass pass,
            ActivationSource source,
            int image,
            float[] pixels,
            Map<String, StreamingHistogram> histograms,
            Map<String, double[][]> means) {
        boolean forBias = image < pass.settings.biasImages();
        // the input first: a bad image is named as such, not as a bad activation
        addTo(histograms, pass.plan.inputName(), pixels, "calibration image " + image);
        List<String> wanted = new ArrayList<>();
        for (QuantizationPoint point : pass.plan.points()) {
            if (!point.name().equals(pass.plan.inputName())) {
                wanted.add(point.value());
            }
        }
        if (forBias) {
            pass.plan.convolutions().stream()
                    .map(QuantizationGroup::layer)
                    .filter(value -> !wanted.contains(value))
                    .forEach(wanted::add);
        }
        Map<String, float[]> values = source.run(pixels, wanted);
        for (QuantizationPoint point : pass.plan.points()) {
            if (!point.name().equals(pass.plan.inputName())) {
                addTo(
                        histograms,
                        point.name(),
                        required(values, point.value()),
                        "point " + point.name() + ", calibration image " + image);
            }
        }
        if (forBias) {
            means.forEach(
                    (layer, rows) -> rows[image] = spatialMeans(required(values, layer), pass.graph.shapeOf(layer)));
        }
    }

    private static void addTo(Map<String, StreamingHistogram> histograms, String point, float[] values, String place) {
        try {
            required(histograms, point).add(values);
        } catch (IllegalArgumentException fault) {
            throw new IllegalArgumentException(place + ": " + fault.getMessage(), fault);
        }
    }

    private static <T> T required(Map<String, T> values, String name) {
        T value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("no value " + name + "; there are " + values.keySet());
        }
        return value;
    }

    private static double[] spatialMeans(float[] values, Shape shape) {
        int area = shape.height() * shape.width();
        double[] means = new double[shape.channels()];
        for (int channel = 0; channel < means.length; channel++) {
            double sum = 0;
            for (int i = channel * area; i < (channel + 1) * area; i++) {
                sum += values[i];
            }
            means[channel] = sum / area;
        }
        return means;
    }

    private static Map<String, ActivationRange> ranges(Pass pass, List<Map<String, StreamingHistogram>> parts) {
        Map<String, ActivationRange> ranges = new LinkedHashMap<>();
        for (QuantizationPoint point : pass.plan.points()) {
            List<StreamingHistogram> seen = parts.stream()
                    .map(part -> required(part, point.name()))
                    .filter(histogram -> histogram.total() > 0)
                    .toList();
            float low = (float)
                    seen.stream().mapToDouble(StreamingHistogram::minimum).min().orElse(0);
            float high = (float)
                    seen.stream().mapToDouble(StreamingHistogram::maximum).max().orElse(0);
            ranges.put(point.name(), new ActivationRange(low, high));
        }
        return ranges;
    }
}
