package org.mindpress.engine.mindir;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.data.InputSpecificationCodec;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizedModel;

/**
 * What an exported file says about itself in {@code user_info}.
 *
 * @param producer program and version that wrote the file
 * @param input what the graph input expects
 * @param output scale and zero point of the logits
 * @param layers layers in graph order, as the domains name them
 * @param floatLayers those of them that stay in float
 */
public record ExportInformation(
        String producer,
        InputSpecification input,
        QuantizationParameters output,
        List<String> layers,
        List<String> floatLayers) {
    private static final String PRODUCER = "mindpress.producer";
    private static final String INPUT = "mindpress.input";
    private static final String OUTPUT_SCALE = "mindpress.output.scale";
    private static final String OUTPUT_ZERO_POINT = "mindpress.output.zeroPoint";
    private static final String LAYERS = "mindpress.layers";
    private static final String FLOAT_LAYERS = "mindpress.layers.float";
    private static final String LAYOUT = "mindpress.layout";
    private static final String CHANNELS_FIRST = "graph input NCHW, already normalised";

    /** Copies the layers. */
    public ExportInformation {
        layers = List.copyOf(layers);
        floatLayers = List.copyOf(floatLayers);
    }

    /** What is to be said about a model. */
    static ExportInformation of(QuantizedModel model, String producer, List<String> layers) {
        return new ExportInformation(
                producer,
                model.input(),
                model.parametersOf(layers.isEmpty() ? model.plan().inputName() : layers.get(layers.size() - 1)),
                layers,
                layers.stream().filter(model.plan()::isFloatIsland).toList());
    }

    /** The information of a file that mindpress wrote; empty for any other. */
    public static Optional<ExportInformation> of(MindirModel model) {
        Map<String, String> info = model.userInfo();
        String producer = info.get(PRODUCER);
        String input = info.get(INPUT);
        String scale = info.get(OUTPUT_SCALE);
        String zeroPoint = info.get(OUTPUT_ZERO_POINT);
        String layers = info.get(LAYERS);
        if (producer == null || input == null || scale == null || zeroPoint == null || layers == null) {
            return Optional.empty();
        }
        return Optional.of(new ExportInformation(
                producer,
                InputSpecificationCodec.fromJson(input),
                new QuantizationParameters(Float.parseFloat(scale), Integer.parseInt(zeroPoint)),
                layers.lines().toList(),
                info.getOrDefault(FLOAT_LAYERS, "").lines().toList()));
    }

    Map<String, String> toUserInfo() {
        Map<String, String> info = ofFloat(producer, input, layers);
        info.put(OUTPUT_SCALE, Float.toString(output.scale()));
        info.put(OUTPUT_ZERO_POINT, Integer.toString(output.zeroPoint()));
        if (!floatLayers.isEmpty()) {
            info.put(FLOAT_LAYERS, String.join("\n", floatLayers));
        }
        info.put(LAYOUT, CHANNELS_FIRST + "; MindSpore Lite converts it to NHWC");
        return info;
    }

    /** What a file with a float network says: all but scale and zero point of the logits. */
    static Map<String, String> ofFloat(String producer, InputSpecification input, List<String> layers) {
        Map<String, String> info = new LinkedHashMap<>();
        info.put(PRODUCER, producer);
        info.put(INPUT, InputSpecificationCodec.toJson(input));
        info.put(LAYERS, String.join("\n", layers));
        info.put(LAYOUT, CHANNELS_FIRST);
        return info;
    }
}
