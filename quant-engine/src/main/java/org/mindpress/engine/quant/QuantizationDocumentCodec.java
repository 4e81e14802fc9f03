package org.mindpress.engine.quant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.data.InputSpecificationCodec;

/**
 * Writes and reads {@code quantization.json}, format 1; every number survives bit for bit, and the same document gives the same bytes.
 * The JSON Schema is docs/schemas/quantization-1.json.
 */
public final class QuantizationDocumentCodec {
    private static final int FORMAT = 1;

    private QuantizationDocumentCodec() {}

    /** The document as UTF-8 JSON with a line feed at its end. */
    public static byte[] toJson(QuantizationDocument document) {
        QuantizationState state = document.state();
        if (!state.granularities().keySet().equals(state.weightBits().keySet())
                || !state.granularities()
                        .keySet()
                        .equals(state.batchNormalizationFrozen().keySet())) {
            throw new IllegalArgumentException("the state speaks of different layers: granularities="
                    + state.granularities().keySet() + ", bits="
                    + state.weightBits().keySet() + ", batch norm="
                    + state.batchNormalizationFrozen().keySet());
        }
        ObjectNode root = StrictJson.MAPPER.createObjectNode();
        root.put("format", FORMAT);
        try {
            root.set("input", StrictJson.MAPPER.readTree(InputSpecificationCodec.toJson(document.input())));
            root.put("globalStep", state.globalStep());
            ObjectNode points = root.putObject("points");
            state.points().forEach((name, point) -> write(points.putObject(name), point));
            ObjectNode weights = root.putObject("weights");
            state.granularities()
                    .forEach((layer, granularity) -> weights.putObject(layer)
                            .put("granularity", granularity.spelling())
                            .put("bits", state.weightBits().get(layer))
                            .put(
                                    "batchNormalizationFrozen",
                                    state.batchNormalizationFrozen().get(layer)));
            ObjectNode parameters = root.putObject("parameters");
            document.parameters()
                    .forEach((name, own) -> StrictJson.put(parameters.putObject(name), "scale", own.scale())
                            .put("zeroPoint", own.zeroPoint()));
            ObjectNode settings = root.putObject("settings");
            write(settings.putObject("defaults"), document.defaults());
            ObjectNode layers = settings.putObject("layers");
            document.layers().forEach((layer, own) -> write(layers.putObject(layer), own));
            return (StrictJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a document of plain values did not become JSON", impossible);
        }
    }

    private static void write(ObjectNode target, PointState point) {
        point.range().ifPresent(range -> {
            StrictJson.put(target, "low", range.low());
            StrictJson.put(target, "high", range.high());
        });
        target.put("observer", point.observer().spelling())
                .put("count", point.count())
                .put("frozen", point.frozen())
                .put("delayStepsLeft", point.delayStepsLeft());
    }

    private static void write(ObjectNode target, LayerSettings own) {
        target.put("granularity", own.granularity().spelling())
                .put("weightBits", own.weightBits())
                .put("observer", own.observer().spelling());
        write(target.putObject("activationDelay"), own.activationDelay());
        write(target.putObject("batchNormalizationFreeze"), own.batchNormalizationFreeze());
        write(target.putObject("observerFreeze"), own.observerFreeze());
    }

    private static void write(ObjectNode target, TrainingMoment moment) {
        target.put("amount", moment.amount()).put("unit", moment.unit().spelling());
    }

    /**
     * Reads strictly.
     *
     * @param fileName how messages call it
     * @throws IllegalArgumentException with every unknown or missing key and wrong value, each with its place
     */
    public static QuantizationDocument fromJson(String fileName, byte[] json) {
        StrictJson root = StrictJson.parse(fileName, json);
        long format = root.whole("format", 0, Integer.MAX_VALUE);
        root.refuseIfAny();
        if (format != FORMAT) {
            throw new IllegalArgumentException(fileName + ": format " + format + ", expected " + FORMAT
                    + ". Remedy: use the version of mindpress that wrote it");
        }
        Optional<InputSpecification> input = root.value("input").flatMap(value -> input(root, value));
        long globalStep = root.whole("globalStep", 0, Long.MAX_VALUE);
        Map<String, PointState> points = new LinkedHashMap<>();
        root.object("points").forEachObject((name, point) -> point(point).ifPresent(read -> points.put(name, read)));
        Map<String, Granularity> granularities = new LinkedHashMap<>();
        Map<String, Integer> bits = new LinkedHashMap<>();
        Map<String, Boolean> frozen = new LinkedHashMap<>();
        root.object("weights").forEachObject((layer, weight) -> {
            granularities.put(layer, weight.choice("granularity", Granularity.values(), Granularity::spelling));
            bits.put(layer, bits(weight, "bits"));
            frozen.put(layer, weight.truth("batchNormalizationFrozen"));
            weight.end();
        });
        Map<String, QuantizationParameters> parameters = new LinkedHashMap<>();
        root.object("parameters").forEachObject((name, own) -> {
            float scale = own.number("scale");
            int zeroPoint = (int)
                    own.whole("zeroPoint", QuantizationParameters.LOWEST_CODE, QuantizationParameters.HIGHEST_CODE);
            own.end();
            own.make(() -> new QuantizationParameters(scale, zeroPoint)).ifPresent(read -> parameters.put(name, read));
        });
        StrictJson settings = root.object("settings");
        Optional<LayerSettings> defaults = layerSettings(settings.object("defaults"));
        Map<String, LayerSettings> layers = new LinkedHashMap<>();
        settings.object("layers")
                .forEachObject((layer, own) -> layerSettings(own).ifPresent(read -> layers.put(layer, read)));
        settings.end();
        root.end();
        root.refuseIfAny();
        return new QuantizationDocument(
                input.orElseThrow(),
                defaults.orElseThrow(),
                layers,
                new QuantizationState(globalStep, points, granularities, bits, frozen),
                parameters);
    }

    private static Optional<InputSpecification> input(StrictJson root, JsonNode value) {
        return root.make(() -> InputSpecificationCodec.fromJson(value.toString()));
    }

    private static Optional<PointState> point(StrictJson object) {
        Optional<ActivationRange> range = Optional.empty();
        if (object.has("low") || object.has("high")) {
            float low = object.number("low");
            float high = object.number("high");
            range = object.make(() -> new ActivationRange(low, high));
        }
        Optional<ActivationRange> known = range;
        ObserverKind observer = object.choice("observer", ObserverKind.values(), ObserverKind::spelling);
        long count = object.whole("count", 0, Long.MAX_VALUE);
        boolean frozen = object.truth("frozen");
        long delay = object.whole("delayStepsLeft", 0, Long.MAX_VALUE);
        object.end();
        return object.make(() -> new PointState(known, observer, count, frozen, delay));
    }

    private static Optional<LayerSettings> layerSettings(StrictJson object) {
        Granularity granularity = object.choice("granularity", Granularity.values(), Granularity::spelling);
        int bits = bits(object, "weightBits");
        ObserverKind observer = object.choice("observer", ObserverKind.values(), ObserverKind::spelling);
        Optional<TrainingMoment> delay = moment(object.object("activationDelay"));
        Optional<TrainingMoment> normalization = moment(object.object("batchNormalizationFreeze"));
        Optional<TrainingMoment> freeze = moment(object.object("observerFreeze"));
        object.end();
        if (delay.isEmpty() || normalization.isEmpty() || freeze.isEmpty()) {
            return Optional.empty();
        }
        return object.make(
                () -> new LayerSettings(granularity, bits, observer, delay.get(), normalization.get(), freeze.get()));
    }

    private static int bits(StrictJson object, String key) {
        int bits = (int) object.whole(key, 2, LayerSettings.FLOAT_BITS);
        return object.make(() -> LayerSettings.checkedBits(bits)).orElse(LayerSettings.FLOAT_BITS);
    }

    private static Optional<TrainingMoment> moment(StrictJson object) {
        double amount = object.real("amount");
        TrainingMoment.Unit unit = object.choice("unit", TrainingMoment.Unit.values(), TrainingMoment.Unit::spelling);
        object.end();
        return object.make(() -> new TrainingMoment(amount, unit));
    }
}
