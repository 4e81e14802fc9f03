package org.mindpress.processors.stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.evaluate.CodeUse;
import org.mindpress.engine.evaluate.CodeUseMeter;
import org.mindpress.engine.evaluate.TensorError;
import org.mindpress.engine.evaluate.TensorErrorMeter;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.integer.IntegerLayer;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.processors.report.Evaluation.LayerRow;

/**
 * Error of every quantisation point: int8 execution against the float model whose weights were quantised. Both see the same images, so
 * the error of a layer holds that of all layers before it.
 */
final class VerifyLayers {
    private static final int MOST_IMAGES_A_PART = 8;
    private static final String INPUT = "input";

    private final VerifyBatches batches;
    private final NormalizedImages images;

    VerifyLayers(VerifyBatches batches, NormalizedImages images) {
        this.batches = batches;
        this.images = images;
    }

    /** One point and where to find it in both models. */
    private record Place(String layer, String kind, String value, String traced, QuantizationParameters parameters) {
        CodeUseMeter codeUse() {
            return new CodeUseMeter(layer, parameters.lowest(), parameters.highest(), parameters.zeroPoint());
        }

        float[] real(byte[] codes) {
            float[] values = new float[codes.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = parameters.real(codes[i]);
            }
            return values;
        }
    }

    /**
     * Measures.
     *
     * @param onnx the float model that was quantised, in device form
     * @param plan of that model
     * @param deployment the exported file
     * @return one row a point, in plan order
     */
    List<LayerRow> measure(byte[] onnx, QuantizationPlan plan, IntegerModel deployment, int threads)
            throws StageStoppedException {
        List<Place> places = places(plan, deployment);
        List<TensorErrorMeter> errors = places.stream()
                .map(place -> new TensorErrorMeter(place.layer()))
                .toList();
        List<CodeUseMeter> uses = places.stream().map(Place::codeUse).toList();
        List<String> taps = places.stream().map(Place::value).toList();
        int part = Math.min(MOST_IMAGES_A_PART, VerifyBatches.partOf(images.imageSize()));
        try (FloatSession session = FloatSession.open("model.onnx", onnx, SessionSettings.literal(threads), taps)) {
            batches.each("error of every layer", images.count(), part, (from, count) -> {
                float[] input = images.batch(from, count);
                Map<String, float[]> exact = session.run(input, count, taps);
                Map<String, byte[]> codes = VerifyParity.lastOfLayer(deployment.trace(List.of(input), count));
                for (int i = 0; i < places.size(); i++) {
                    Place place = places.get(i);
                    float[] values = exact.getOrDefault(place.value(), new float[0]);
                    byte[] quantized = codes.getOrDefault(place.traced(), new byte[0]);
                    errors.get(i).add(values, place.real(quantized));
                    uses.get(i).add(values, quantized);
                }
            });
        }
        List<LayerRow> rows = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            rows.add(row(places.get(i), errors.get(i).error(), uses.get(i).use()));
        }
        return rows;
    }

    private static List<Place> places(QuantizationPlan plan, IntegerModel deployment) {
        Map<String, IntegerLayer> tensors = new LinkedHashMap<>();
        deployment.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
        Map<String, IntegerLayer> traced = VerifyParity.lastOfLayer(tensors);
        List<Place> places = new ArrayList<>();
        for (QuantizationPoint point : plan.points()) {
            if (point.name().equals(plan.inputName())) {
                var input = deployment.inputs().get(0);
                places.add(new Place(point.name(), INPUT, point.value(), input.name(), input.parameters()));
            } else {
                String name = Stream.of(point.name(), point.name().replace('/', '.'))
                        .filter(traced::containsKey)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(
                                "the deployment file has no layer " + point.name() + "; it has " + traced.keySet()));
                String kind = plan.group(point.name()).kind().spelling()
                        + (plan.isFloatIsland(point.name()) ? ", float32" : "");
                places.add(new Place(
                        point.name(),
                        kind,
                        point.value(),
                        name,
                        Objects.requireNonNull(traced.get(name)).parameters()));
            }
        }
        return places;
    }

    private static LayerRow row(Place place, TensorError error, CodeUse use) {
        return new LayerRow(
                place.layer(),
                place.kind(),
                error.values(),
                error.sqnr().kind(),
                error.sqnr().decibels().stream().boxed().toList(),
                error.cosine(),
                error.mean(),
                error.standardDeviation(),
                use.clippedShare(),
                use.zeroShare(),
                use.codesUsed(),
                place.parameters().scale(),
                place.parameters().zeroPoint());
    }
}
