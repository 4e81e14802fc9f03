package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.Shape;

/** Lowers Transpose: the lowered graph is NCHW throughout, and a tensor that the file holds as NHWC is only counted differently. */
final class ChannelsLast {
    static final long[] TO_FIRST = {0, 3, 1, 2};
    static final long[] TO_LAST = {0, 2, 3, 1};
    private static final Set<String> EITHER_LAYOUT = Set.of("Pad", "Identity", "Cast", "Relu", "Clip", "Dropout");

    private final LoweringState state;

    ChannelsLast(LoweringState state) {
        this.state = state;
    }

    /** Whether the image comes in as {@code [N, height, width, channels]}: on its way a Transpose makes it NCHW. */
    static boolean isInputOf(OnnxFile file) {
        Map<String, List<OnnxNode>> readers = new HashMap<>();
        for (OnnxNode node : file.nodes()) {
            if (!node.inputs().isEmpty()) {
                readers.computeIfAbsent(node.inputs().get(0), first -> new ArrayList<>())
                        .add(node);
            }
        }
        Set<String> seen = new HashSet<>(Set.of(file.inputName()));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            for (OnnxNode node : readers.getOrDefault(open.pop(), List.of())) {
                if (makesChannelsFirst(node, file)) {
                    return true;
                }
                if (EITHER_LAYOUT.contains(node.operator())
                        && !node.outputs().isEmpty()
                        && seen.add(node.outputs().get(0))) {
                    open.add(node.outputs().get(0));
                }
            }
        }
        return false;
    }

    /** A Transpose, or the Reshape that does the same to a map of one channel. */
    private static boolean makesChannelsFirst(OnnxNode node, OnnxFile file) {
        try {
            return readsAsChannelsFirst(node, file);
        } catch (ImportRefusal reportedWhenLowered) {
            return false;
        }
    }

    private static boolean readsAsChannelsFirst(OnnxNode node, OnnxFile file) {
        if (node.operator().equals("Transpose")) {
            return node.integers("perm")
                    .filter(axes -> Arrays.equals(axes, TO_FIRST))
                    .isPresent();
        }
        List<Integer> sizes = file.inputShape().map(Shape::dimensions).orElse(List.of());
        TensorProto target = node.input(1).map(file.initializers()::get).orElse(null);
        if (!node.operator().equals("Reshape")
                || sizes.size() != 3
                || sizes.get(2) != 1
                || target == null
                || !TensorDecoder.isInteger(target)) {
            return false;
        }
        long[] shape = TensorDecoder.integers(target);
        return shape.length == 4 && shape[1] == 1 && shape[2] == sizes.get(0) && shape[3] == sizes.get(1);
    }

    void transpose(OnnxNode node) {
        ImportedValue value = state.value(node, 0);
        List<Integer> before = value.logical();
        long[] axes = node.integers("perm").orElse(new long[0]);
        if (!isPermutationBehindBatch(axes, before.size() + 1)) {
            throw refused(axes, before);
        }
        List<Integer> after = new ArrayList<>();
        for (int i = 1; i < axes.length; i++) {
            after.add(before.get((int) axes[i] - 1));
        }
        if (Arrays.equals(axes, TO_FIRST) && value.channelsLast()) {
            state.alias(node, value, after, false);
        } else if (Arrays.equals(axes, TO_LAST) && !value.channelsLast()) {
            Shape map = LoweringState.mapShape(value);
            ImportedValue inShape = new ImportedValue(
                    state.inShape(value, map), map, before, false, value.exclusive(), value.reshapeName());
            state.alias(node, inShape, after, true);
        } else if (!value.isReordered() && keepsOrder(axes, before)) {
            state.alias(node, value, after, false);
        } else {
            throw refused(axes, before);
        }
    }

    private static ImportRefusal refused(long[] axes, List<Integer> before) {
        return new ImportRefusal(
                "it permutes the axes of " + before + " per image as " + Arrays.toString(axes)
                        + ", expected a change between NCHW and NHWC",
                "export the model in NCHW");
    }

    private static boolean isPermutationBehindBatch(long[] axes, int rank) {
        if (axes.length != rank || axes[0] != 0) {
            return false;
        }
        long[] sorted = axes.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < rank; i++) {
            if (sorted[i] != i) {
                return false;
            }
        }
        return true;
    }

    /** Whether only axes of size 1 change their place. */
    private static boolean keepsOrder(long[] axes, List<Integer> sizes) {
        long last = 0;
        for (int i = 1; i < axes.length; i++) {
            if (sizes.get((int) axes[i] - 1) > 1) {
                if (axes[i] < last) {
                    return false;
                }
                last = axes[i];
            }
        }
        return true;
    }

    /** Rows of a dense layer's weight, whose columns count by height, width, channel, in the order of the lowered graph. */
    static float[] columnsByChannel(float[] rows, Shape map) {
        int places = map.height() * map.width();
        int channels = map.channels();
        float[] ordered = new float[rows.length];
        for (int start = 0; start < rows.length; start += places * channels) {
            for (int place = 0; place < places; place++) {
                for (int channel = 0; channel < channels; channel++) {
                    ordered[start + channel * places + place] = rows[start + place * channels + channel];
                }
            }
        }
        return ordered;
    }
}
