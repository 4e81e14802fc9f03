package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.Shape;

/** Lowers what only changes shapes, and follows the small sums by which exporters compute them. */
final class ShapeLowering {
    private static final int MOST_AXES = 8;
    private static final String KEEP_BATCH = "keep the batch axis first, as in x.view(x.size(0), -1)";

    private final LoweringState state;
    private final Optional<Long> fixedBatch;

    ShapeLowering(LoweringState state, Optional<Long> fixedBatch) {
        this.state = state;
        this.fixedBatch = fixedBatch;
    }

    void flatten(OnnxNode node) {
        ImportedValue value = state.value(node, 0);
        long axis = node.integer("axis", 1);
        long positive = axis < 0 ? axis + value.logical().size() + 1 : axis;
        if (positive != 1) {
            throw new ImportRefusal("axis " + axis + ", expected 1", KEEP_BATCH);
        }
        reshapeTo(node, value, List.of(value.elements()));
    }

    void reshape(OnnxNode node) {
        ImportedValue value = state.value(node, 0);
        List<Size> target = state.sizes(node, 1);
        boolean allowZero = node.integer("allowzero", 0) != 0;
        if (target.isEmpty()) {
            throw new ImportRefusal("it reshapes to a scalar", KEEP_BATCH);
        }
        Size first = target.get(0);
        boolean inferredBatch = !first.batch() && first.value() == -1;
        boolean keepsBatch = first.batch()
                || inferredBatch
                || (first.value() == 0 && !allowZero)
                || fixedBatch.filter(batch -> batch == first.value()).isPresent();
        if (!keepsBatch) {
            throw new ImportRefusal("it reshapes to " + shown(target) + ", which fixes the batch size", KEEP_BATCH);
        }
        List<Integer> logical = new ArrayList<>();
        int open = -1;
        long product = 1;
        for (int axis = 1; axis < target.size(); axis++) {
            Size size = target.get(axis);
            long wanted = size.value();
            if (size.batch()) {
                throw new ImportRefusal("it moves the batch axis: " + shown(target), KEEP_BATCH);
            }
            if (wanted == 0 && !allowZero && axis <= value.logical().size()) {
                wanted = value.logical().get(axis - 1);
            }
            if (wanted == -1 && open < 0 && !inferredBatch) {
                open = axis - 1;
                wanted = 1;
            }
            if (wanted < 1 || wanted > value.elements()) {
                throw new ImportRefusal(
                        "it reshapes " + value.logical() + " per image to " + shown(target), KEEP_BATCH);
            }
            logical.add((int) wanted);
            product = Math.multiplyExact(product, wanted);
        }
        if (open >= 0 && product > 0 && value.elements() % product == 0) {
            logical.set(open, (int) (value.elements() / product));
            product *= logical.get(open);
        }
        if (product != value.elements()) {
            throw new ImportRefusal(
                    "it reshapes " + value.logical() + " per image to " + shown(target)
                            + ", which does not keep images apart",
                    KEEP_BATCH);
        }
        reshapeTo(node, value, logical);
    }

    /** Takes axes of size 1 out. */
    void squeeze(OnnxNode node) {
        Optional<long[]> axes = axes(node);
        Optional<ImportedValue> image = state.find(node.requiredInput(0));
        if (image.isEmpty()) {
            state.putSizes(node.output(), state.sizes(node, 0));
            return;
        }
        ImportedValue value = image.get();
        int rank = value.logical().size() + 1;
        if (axes.isEmpty()) {
            throw new ImportRefusal("it names no axes, so a batch of one image would lose its axis", "name the axes");
        }
        List<Integer> logical = new ArrayList<>(value.logical());
        long[] sorted = Arrays.stream(axes.get())
                .map(axis -> axis < 0 ? axis + rank : axis)
                .sorted()
                .toArray();
        for (int i = sorted.length - 1; i >= 0; i--) {
            if (sorted[i] < 1 || sorted[i] > logical.size() || logical.get((int) sorted[i] - 1) != 1) {
                throw new ImportRefusal(
                        "it removes axis " + sorted[i] + " of " + value.logical()
                                + " per image, expected one of size 1",
                        KEEP_BATCH);
            }
            logical.remove((int) sorted[i] - 1);
        }
        reshapeTo(node, value, logical);
    }

    /** Puts axes of size 1 in. */
    void unsqueeze(OnnxNode node) {
        long[] axes = axes(node).orElse(new long[0]);
        if (axes.length > MOST_AXES) {
            throw new ImportRefusal("it adds " + axes.length + " axes, expected at most " + MOST_AXES, KEEP_BATCH);
        }
        Optional<ImportedValue> image = state.find(node.requiredInput(0));
        if (image.isEmpty()) {
            state.putSizes(node.output(), state.sizes(node, 0));
            return;
        }
        ImportedValue value = image.get();
        int rank = value.logical().size() + 1 + axes.length;
        List<Integer> logical = new ArrayList<>(value.logical());
        for (long axis : Arrays.stream(axes)
                .map(axis -> axis < 0 ? axis + rank : axis)
                .sorted()
                .toArray()) {
            if (axis < 1 || axis > logical.size() + 1) {
                throw new ImportRefusal("it adds axis " + axis, KEEP_BATCH);
            }
            logical.add((int) axis - 1, 1);
        }
        reshapeTo(node, value, logical);
    }

    private Optional<long[]> axes(OnnxNode node) {
        return node.input(1).isPresent() ? Optional.of(state.integers(node, 1)) : node.integers("axes");
    }

    private void reshapeTo(OnnxNode node, ImportedValue value, List<Integer> logical) {
        if (logical.size() > MOST_AXES) {
            throw new ImportRefusal(
                    "it makes a tensor of " + logical.size() + " axes, expected at most " + MOST_AXES, KEEP_BATCH);
        }
        Shape map = value.physical();
        boolean same = logical.equals(value.logical());
        if (value.isReordered()
                && logical.size() != 1
                && !logical.equals(List.of(map.height(), map.width(), map.channels()))) {
            throw new ImportRefusal(
                    "it reshapes a map in the order height, width, channels to " + logical + " per image",
                    "put a Transpose to NCHW before this node");
        }
        state.alias(
                node, value, new Shape(logical).dimensions(), value.isReordered() || (same && value.channelsLast()));
    }

    /** The shape of a tensor: the batch size, then numbers. */
    void shape(OnnxNode node) {
        ImportedValue value = state.value(node, 0);
        List<Size> sizes = new ArrayList<>(List.of(Size.BATCH));
        value.logical().forEach(size -> sizes.add(Size.of(size)));
        int start = clamped(node.integer("start", 0), sizes.size());
        int end = clamped(node.integer("end", sizes.size()), sizes.size());
        state.putSizes(node.output(), List.copyOf(sizes.subList(start, Math.max(start, end))));
    }

    void gather(OnnxNode node) {
        List<Size> from = sizesOnly(node, 0);
        List<Size> picked = new ArrayList<>();
        for (long index : state.integers(node, 1)) {
            long positive = index < 0 ? index + from.size() : index;
            if (positive < 0 || positive >= from.size()) {
                throw new ImportRefusal("index " + index + " of " + from.size() + " numbers", "check the file");
            }
            picked.add(from.get((int) positive));
        }
        state.putSizes(node.output(), picked);
    }

    void slice(OnnxNode node) {
        List<Size> from = sizesOnly(node, 0);
        long[] start = state.integers(node, 1);
        long[] end = state.integers(node, 2);
        long[] step = node.input(4).isPresent() ? state.integers(node, 4) : new long[] {1};
        if (start.length != 1 || end.length != 1 || step.length != 1 || step[0] != 1) {
            throw new ImportRefusal("it cuts a shape in more than one piece", "simplify the model before the export");
        }
        int first = clamped(start[0], from.size());
        state.putSizes(node.output(), List.copyOf(from.subList(first, Math.max(first, clamped(end[0], from.size())))));
    }

    void concatenate(OnnxNode node) {
        List<Size> joined = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            joined.addAll(sizesOnly(node, i));
        }
        if (joined.size() > 8) {
            throw new ImportRefusal("a shape of " + joined.size() + " axes", "simplify the model before the export");
        }
        state.putSizes(node.output(), joined);
    }

    void cast(OnnxNode node) {
        long type = node.integer("to", 0);
        Optional<ImportedValue> image = state.find(node.requiredInput(0));
        if (image.isPresent()) {
            if (type != TensorProto.DataType.FLOAT_VALUE) {
                throw new ImportRefusal(
                        "it casts to " + TensorDecoder.typeName((int) type) + ", expected float32",
                        "export the model in float32");
            }
            state.alias(node, image.get(), image.get().logical());
            return;
        }
        if (type != TensorProto.DataType.INT64_VALUE && type != TensorProto.DataType.INT32_VALUE) {
            throw new ImportRefusal("it casts a constant", "fold constants before the export");
        }
        state.putSizes(node.output(), state.sizes(node, 0));
    }

    private List<Size> sizesOnly(OnnxNode node, int position) {
        if (state.find(node.requiredInput(position)).isPresent()) {
            throw new ImportRefusal(
                    "the device cannot run it on tensors made from the image", Remedies.of(node.operator()));
        }
        return state.sizes(node, position);
    }

    private static int clamped(long index, int size) {
        long positive = index < 0 ? index + size : index;
        return (int) Math.max(0, Math.min(size, positive));
    }

    private static String shown(List<Size> sizes) {
        return sizes.stream()
                .map(size -> size.batch() ? "N" : Long.toString(size.value()))
                .toList()
                .toString();
    }
}
