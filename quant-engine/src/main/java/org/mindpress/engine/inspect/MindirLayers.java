package org.mindpress.engine.inspect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.engine.mindir.ElementType;
import org.mindpress.engine.mindir.MindirModel;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.MindirParameter;
import org.mindpress.engine.mindir.Operand;
import org.mindpress.engine.mindir.QuantizationMarker;
import org.mindpress.engine.mindir.TensorData;

/** The layers with weights of a MindIR: by the names of their parameters, {@code <layer>.weight} and {@code <layer>.bias}. */
final class MindirLayers {
    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private final MindirModel model;

    MindirLayers(MindirModel model) {
        this.model = model;
    }

    Map<String, LayerNumbers> layers() {
        Map<String, LayerNumbers> layers = new LinkedHashMap<>();
        for (MindirParameter parameter : model.parameters()) {
            boolean matrix = parameter.type().shape().size() >= 2;
            if (matrix && parameter.name().endsWith(WEIGHT)) {
                String layer = parameter.name().substring(0, parameter.name().length() - WEIGHT.length());
                numbers(layer, parameter).ifPresent(numbers -> layers.put(layer, numbers));
            }
        }
        return layers;
    }

    private Optional<LayerNumbers> numbers(String layer, MindirParameter weight) {
        Optional<MindirNode> marker = model.nodes().stream()
                .filter(QuantizationMarker::isMarker)
                .filter(node -> node.inputs().stream().anyMatch(input -> isParameter(input, weight.name())))
                .findFirst();
        float[] scales = marker.map(MindirLayers::scales).orElse(new float[0]);
        Optional<TensorData> stored = model.parameter(layer + BIAS).map(MindirParameter::data);
        Optional<float[]> bias = stored.filter(data -> data.type().elementType() == ElementType.FLOAT32)
                .map(TensorData::floats);
        Optional<int[]> biasCodes = stored.filter(data -> data.type().elementType() == ElementType.INT32)
                .map(TensorData::integers);
        if (bias.isPresent() && scales.length > 0) {
            biasCodes =
                    marker.flatMap(this::inputScale).map(scale -> LayerNumbers.biasCodes(bias.get(), scale, scales));
        }
        List<Integer> shape = weight.type().shape();
        if (weight.type().elementType() == ElementType.INT8) {
            return Optional.of(new LayerNumbers(
                    shape, Optional.of(weight.data().bytes()), scales, Optional.empty(), bias, biasCodes));
        }
        if (weight.type().elementType() != ElementType.FLOAT32) {
            return Optional.empty();
        }
        float[] real = weight.data().floats();
        Optional<byte[]> codes = scales.length == 0 ? Optional.empty() : Optional.of(LayerNumbers.codes(real, scales));
        return Optional.of(new LayerNumbers(shape, codes, scales, Optional.of(real), bias, biasCodes));
    }

    private static boolean isParameter(Operand operand, String name) {
        return operand instanceof Operand.Parameter parameter
                && parameter.name().equals(name);
    }

    private static float[] scales(MindirNode marker) {
        try {
            List<Float> read = QuantizationMarker.of(marker).scales();
            float[] scales = new float[read.size()];
            for (int i = 0; i < scales.length; i++) {
                scales[i] = read.get(i);
            }
            return scales;
        } catch (IllegalArgumentException unreadable) {
            return new float[0];
        }
    }

    /** Scale of what the layer behind a weight's marker reads: the first marker before it, through operators that keep it. */
    private Optional<Float> inputScale(MindirNode weightMarker) {
        return model.consumers(weightMarker.name()).stream()
                .findFirst()
                .filter(layer -> !layer.inputs().isEmpty())
                .flatMap(layer -> scaleOf(layer.inputs().get(0)));
    }

    private Optional<Float> scaleOf(Operand operand) {
        Operand at = operand;
        while (at instanceof Operand.Result result) {
            MindirNode node = model.node(result.node());
            if (QuantizationMarker.isMarker(node)) {
                float[] scales = scales(node);
                return scales.length == 1 ? Optional.of(scales[0]) : Optional.empty();
            }
            if (node.inputs().isEmpty()
                    || !List.of("MaxPool", "AvgPool", "Reshape", "Pad").contains(node.operator())) {
                return Optional.empty();
            }
            at = node.inputs().get(0);
        }
        return Optional.empty();
    }
}
