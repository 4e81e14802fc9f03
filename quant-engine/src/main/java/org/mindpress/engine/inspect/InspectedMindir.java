package org.mindpress.engine.inspect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.engine.inspect.ModelContents.Layer;
import org.mindpress.engine.inspect.ModelContents.ModelNode;
import org.mindpress.engine.inspect.ModelContents.Point;
import org.mindpress.engine.inspect.ModelContents.StoredTensor;
import org.mindpress.engine.inspect.ModelContents.Value;
import org.mindpress.engine.mindir.FloatIsland;
import org.mindpress.engine.mindir.MindirModel;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.MindirParameter;
import org.mindpress.engine.mindir.MindirReader;
import org.mindpress.engine.mindir.MindirValue;
import org.mindpress.engine.mindir.Operand;
import org.mindpress.engine.mindir.QuantizationMarker;
import org.mindpress.engine.mindir.TensorType;

/** A MindIR file taken apart. */
final class InspectedMindir implements InspectedModel {
    private final FileIdentity identity;
    private final MindirModel model;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, LayerNumbers> layers;

    InspectedMindir(String fileName, byte[] content) {
        this.identity = FileIdentity.of(fileName, content);
        this.model = MindirReader.read(fileName, content);
        Map<String, Integer> times = new HashMap<>();
        for (MindirNode node : model.nodes()) {
            String scope = node.domain().isEmpty() ? node.name() : node.domain().replaceAll("-op\\d+$", "");
            int time = times.merge(scope, 1, Integer::sum);
            names.put(node.name(), time == 1 ? scope : scope + "#" + time);
        }
        this.layers = new MindirLayers(model).layers();
    }

    @Override
    public Map<String, LayerNumbers> layers() {
        return layers;
    }

    @Override
    public Optional<double[]> numbers(String tensor) {
        return model.parameter(tensor).map(MindirParameter::data).flatMap(StoredNumbers::of);
    }

    @Override
    public ModelContents contents() {
        SortedMap<String, String> header = new TreeMap<>();
        header.put("mind_ir_version", String.valueOf(model.version()));
        header.put("producer", model.producer());
        model.userInfo().forEach((key, value) -> header.put("user_info " + key, value));
        SortedMap<String, Integer> operators = new TreeMap<>();
        List<ModelNode> nodes = new ArrayList<>();
        List<Point> points = new ArrayList<>();
        for (MindirNode node : model.nodes()) {
            operators.merge(node.operator(), 1, Integer::sum);
            nodes.add(node(node));
            if (QuantizationMarker.isMarker(node) && !isOnWeight(node) && !isOnRounding(node)) {
                quantization(node).ifPresent(quantization -> points.add(new Point(pointName(node), quantization)));
            }
        }
        List<StoredTensor> tensors =
                model.parameters().stream().map(InspectedMindir::tensor).toList();
        return new ModelContents(
                ModelContents.VERSION,
                identity,
                "mindir-" + model.dialect().name().toLowerCase(Locale.ROOT),
                header,
                model.inputs().stream()
                        .map(input -> value(input.name(), Optional.of(input.type())))
                        .toList(),
                model.outputs().stream()
                        .map(output -> value(operand(output.source()), output.type()))
                        .toList(),
                operators,
                model.parameters().stream()
                        .mapToLong(parameter -> parameter.type().elements())
                        .sum(),
                tensors.stream().mapToLong(StoredTensor::bytes).sum(),
                tensors,
                nodes,
                layers.entrySet().stream().map(InspectedMindir::layer).toList(),
                points,
                List.of());
    }

    static Layer layer(Map.Entry<String, LayerNumbers> entry) {
        LayerNumbers numbers = entry.getValue();
        return new Layer(
                entry.getKey(),
                numbers.shape(),
                numbers.parameters(),
                numbers.codes().isPresent() ? "int8" : "float",
                numbers.quantization().stream().toList());
    }

    private static StoredTensor tensor(MindirParameter parameter) {
        TensorType type = parameter.type();
        return new StoredTensor(
                parameter.name(),
                type.elementType().toString(),
                type.shape().stream().map(Integer::longValue).toList(),
                type.sizeBytes());
    }

    /** The layer whose output a marker stands on; the input's name for a marker on a graph input. */
    private String pointName(MindirNode marker) {
        if (!marker.inputs().isEmpty() && marker.inputs().get(0) instanceof Operand.Input input) {
            return input.name();
        }
        return marker.layer().orElse(name(marker.name())).replace('/', '.');
    }

    private boolean isOnWeight(MindirNode marker) {
        return !marker.inputs().isEmpty()
                && model.constantTensor(marker.inputs().get(0)).isPresent();
    }

    /** Whether a marker repeats the parameters of what a float island reads. */
    private boolean isOnRounding(MindirNode marker) {
        return !marker.inputs().isEmpty()
                && marker.inputs().get(0) instanceof Operand.Result result
                && FloatIsland.isRounding(model, model.node(result.node()));
    }

    private ModelNode node(MindirNode node) {
        SortedMap<String, String> attributes = new TreeMap<>();
        node.attributes().forEach((name, value) -> attributes.put(name, text(value)));
        List<Value> outputs = new ArrayList<>();
        for (int i = 0; i < Math.max(1, node.outputs().size()); i++) {
            outputs.add(value(
                    i == 0 ? name(node.name()) : name(node.name()) + "." + i,
                    i < node.outputs().size() ? Optional.of(node.outputs().get(i)) : Optional.empty()));
        }
        return new ModelNode(
                name(node.name()),
                node.operator(),
                node.inputs().stream().map(this::operand).toList(),
                outputs,
                attributes,
                quantization(node).stream().toList());
    }

    private static Optional<Quantization> quantization(MindirNode node) {
        if (!QuantizationMarker.isMarker(node)) {
            return Optional.empty();
        }
        try {
            QuantizationMarker marker = QuantizationMarker.of(node);
            return Optional.of(new Quantization(marker.scales(), marker.zeroPoints()));
        } catch (IllegalArgumentException unreadable) {
            // shown by its attributes; lint says what is wrong with it
            return Optional.empty();
        }
    }

    private String name(String node) {
        return names.getOrDefault(node, node);
    }

    private String operand(Operand operand) {
        if (operand instanceof Operand.Input input) {
            return input.name();
        }
        if (operand instanceof Operand.Parameter parameter) {
            return parameter.name();
        }
        if (operand instanceof Operand.Result result) {
            return name(result.node()) + (result.output() == 0 ? "" : "." + result.output());
        }
        if (operand instanceof Operand.Tuple tuple) {
            return "("
                    + String.join(
                            ", ", tuple.elements().stream().map(this::operand).toList()) + ")";
        }
        return text(((Operand.Constant) operand).value());
    }

    private static Value value(String name, Optional<TensorType> type) {
        return new Value(
                name,
                type.map(one -> one.elementType().toString()).orElse(""),
                type.map(TensorType::shape).orElse(List.of()).stream()
                        .map(size -> size < 0 ? "?" : String.valueOf(size))
                        .toList());
    }

    private static String text(MindirValue value) {
        if (value instanceof MindirValue.Whole whole) {
            return String.valueOf(whole.value());
        }
        if (value instanceof MindirValue.Real real) {
            return String.valueOf(real.value());
        }
        if (value instanceof MindirValue.Flag flag) {
            return String.valueOf(flag.value());
        }
        if (value instanceof MindirValue.Text text) {
            return text.value();
        }
        if (value instanceof MindirValue.Sequence sequence) {
            return sequence.elements().stream()
                    .map(InspectedMindir::text)
                    .toList()
                    .toString();
        }
        if (value instanceof MindirValue.Tensor tensor) {
            return StoredNumbers.text(tensor.data());
        }
        return value instanceof MindirValue.Type type ? type.type().toString() : ((MindirValue.Opaque) value).kind();
    }
}
