package org.mindpress.engine.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.mindpress.engine.inspect.ModelContents.ModelNode;
import org.mindpress.engine.inspect.ModelContents.Point;
import org.mindpress.engine.inspect.ModelContents.StoredTensor;
import org.mindpress.engine.inspect.ModelContents.Value;
import org.mindpress.engine.inspect.ModelDifference.Kind;
import org.mindpress.engine.inspect.ModelDifference.LayerChange;
import org.mindpress.engine.inspect.ModelDifference.NodeChange;
import org.mindpress.engine.inspect.ModelDifference.PointChange;
import org.mindpress.engine.inspect.ModelDifference.TensorChange;
import org.mindpress.engine.inspect.ModelDifference.TextChange;

/** Compares what two files hold: by names, in the order of the first file, then what the second alone has. */
final class ModelComparison {
    private final InspectedModel first;
    private final InspectedModel second;
    private final ModelContents before;
    private final ModelContents after;
    private final List<String> notCompared = new ArrayList<>();

    ModelComparison(InspectedModel first, InspectedModel second) {
        this.first = first;
        this.second = second;
        this.before = first.contents();
        this.after = second.contents();
    }

    ModelDifference difference() {
        boolean oneFormat = before.format().equals(after.format());
        List<TextChange> header = header();
        List<TextChange> ends = ends();
        List<NodeChange> nodes = oneFormat ? nodes() : List.of();
        List<TensorChange> tensors = oneFormat ? tensors() : List.of();
        List<LayerChange> layers = layers();
        List<PointChange> points = points(oneFormat);
        boolean equalBytes = before.model().sha256().equals(after.model().sha256());
        if (equalBytes) {
            notCompared.clear();
        }
        boolean same = header.isEmpty()
                && ends.isEmpty()
                && nodes.isEmpty()
                && tensors.isEmpty()
                && layers.isEmpty()
                && points.isEmpty()
                && notCompared.isEmpty();
        return new ModelDifference(
                ModelDifference.VERSION,
                before.model(),
                after.model(),
                same,
                header,
                ends,
                nodes,
                tensors,
                layers,
                points,
                notCompared);
    }

    private List<TextChange> header() {
        SortedMap<String, String> one = new TreeMap<>(before.header());
        SortedMap<String, String> other = new TreeMap<>(after.header());
        one.put("format", before.format());
        other.put("format", after.format());
        return texts(one, other);
    }

    private List<TextChange> ends() {
        Map<String, String> one = new LinkedHashMap<>();
        Map<String, String> other = new LinkedHashMap<>();
        ends(before, one);
        ends(after, other);
        return texts(one, other);
    }

    private static void ends(ModelContents contents, Map<String, String> ends) {
        int place = 0;
        for (Value input : contents.inputs()) {
            ends.put("input " + place++, input.name() + " " + input.typeText());
        }
        place = 0;
        for (Value output : contents.outputs()) {
            ends.put("output " + place++, output.name() + " " + output.typeText());
        }
    }

    private List<NodeChange> nodes() {
        List<NodeChange> changes = new ArrayList<>();
        each(byName(before.nodes(), ModelNode::name), byName(after.nodes(), ModelNode::name), (name, pair) -> {
            List<TextChange> details = texts(
                    pair.before().map(ModelComparison::aspects).orElse(Map.of()),
                    pair.after().map(ModelComparison::aspects).orElse(Map.of()));
            if (pair.kind() != Kind.CHANGED) {
                details = details.stream()
                        .filter(detail -> detail.name().equals("operator"))
                        .toList();
            }
            if (!details.isEmpty()) {
                changes.add(new NodeChange(name, pair.kind(), details));
            }
        });
        return changes;
    }

    private static Map<String, String> aspects(ModelNode node) {
        Map<String, String> aspects = new LinkedHashMap<>();
        aspects.put("operator", node.operator());
        for (int i = 0; i < node.inputs().size(); i++) {
            aspects.put("input " + i, node.inputs().get(i));
        }
        for (int i = 0; i < node.outputs().size(); i++) {
            Value output = node.outputs().get(i);
            aspects.put("output " + i, output.name() + " " + output.typeText());
        }
        node.attributes().forEach((name, value) -> aspects.put("attribute " + name, value));
        return aspects;
    }

    private List<TensorChange> tensors() {
        List<TensorChange> changes = new ArrayList<>();
        each(
                byName(before.tensors(), StoredTensor::name),
                byName(after.tensors(), StoredTensor::name),
                (name, pair) -> tensor(name, pair).ifPresent(changes::add));
        return changes;
    }

    private Optional<TensorChange> tensor(String name, Pair<StoredTensor> pair) {
        List<String> old = pair.before().map(StoredTensor::typeText).stream().toList();
        List<String> young = pair.after().map(StoredTensor::typeText).stream().toList();
        if (pair.kind() != Kind.CHANGED || !old.equals(young)) {
            return Optional.of(new TensorChange(name, pair.kind(), old, young, 0, 0, 0));
        }
        Optional<double[]> one = first.numbers(name);
        Optional<double[]> other = second.numbers(name);
        if (one.isEmpty() || other.isEmpty() || one.get().length != other.get().length) {
            notCompared.add("data of tensor " + name);
            return Optional.empty();
        }
        long differing = 0;
        double largest = 0;
        for (int i = 0; i < one.get().length; i++) {
            double x = one.get()[i];
            double y = other.get()[i];
            if (Double.compare(x, y) != 0) {
                differing++;
                double distance = Math.abs(x - y);
                largest = Double.isFinite(distance) ? Math.max(largest, distance) : Double.MAX_VALUE;
            }
        }
        return differing == 0
                ? Optional.empty()
                : Optional.of(new TensorChange(name, Kind.CHANGED, old, young, one.get().length, differing, largest));
    }

    private List<LayerChange> layers() {
        List<LayerChange> changes = new ArrayList<>();
        each(
                first.layers(),
                second.layers(),
                (name, pair) -> LayerComparison.compare(name, pair.before(), pair.after())
                        .ifPresent(changes::add));
        return changes;
    }

    /** Pools keep the parameters of what they read, and only some formats repeat them there: between two formats what both have counts. */
    private List<PointChange> points(boolean oneFormat) {
        List<PointChange> changes = new ArrayList<>();
        each(byName(before.points(), Point::layer), byName(after.points(), Point::layer), (name, pair) -> {
            List<Quantization> old =
                    pair.before().map(Point::quantization).stream().toList();
            List<Quantization> young =
                    pair.after().map(Point::quantization).stream().toList();
            if (!old.equals(young) && (oneFormat || pair.kind() == Kind.CHANGED)) {
                changes.add(new PointChange(name, old, young));
            }
        });
        return changes;
    }

    private static List<TextChange> texts(Map<String, String> one, Map<String, String> other) {
        List<TextChange> changes = new ArrayList<>();
        each(one, other, (name, pair) -> {
            if (!pair.before().equals(pair.after())) {
                changes.add(new TextChange(
                        name,
                        pair.before().stream().toList(),
                        pair.after().stream().toList()));
            }
        });
        return changes;
    }

    /** By name; a name that comes again has the number of its turn behind it. */
    private static <T> Map<String, T> byName(List<T> things, Function<T, String> name) {
        Map<String, T> named = new LinkedHashMap<>();
        Map<String, Integer> turns = new LinkedHashMap<>();
        for (T thing : things) {
            int turn = turns.merge(name.apply(thing), 1, Integer::sum);
            named.put(turn == 1 ? name.apply(thing) : name.apply(thing) + "#" + turn, thing);
        }
        return named;
    }

    private static <T> void each(Map<String, T> one, Map<String, T> other, BiConsumer<String, Pair<T>> work) {
        Set<String> names = new LinkedHashSet<>(one.keySet());
        names.addAll(other.keySet());
        for (String name : names) {
            work.accept(name, new Pair<>(Optional.ofNullable(one.get(name)), Optional.ofNullable(other.get(name))));
        }
    }

    /** What two files have of one name. */
    private record Pair<T>(Optional<T> before, Optional<T> after) {
        Kind kind() {
            return before.isEmpty() ? Kind.ADDED : after.isEmpty() ? Kind.REMOVED : Kind.CHANGED;
        }
    }
}
