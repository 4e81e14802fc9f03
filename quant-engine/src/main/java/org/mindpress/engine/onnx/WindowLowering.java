package org.mindpress.engine.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;

/** Lowers Conv, the pools and Pad: padding modes become numbers. */
final class WindowLowering {
    private final LoweringState state;

    WindowLowering(LoweringState state) {
        this.state = state;
    }

    void convolution(OnnxNode node) {
        ImportedValue value = state.value(node, 0);
        String weightName = node.requiredInput(1);
        FloatTensor weight = state.floats(node, 1);
        if (weight.dimensions().size() != 4) {
            throw new ImportRefusal(
                    "its weight has the shape " + weight.dimensions() + ", expected [out, in / group, height, width]",
                    "use two-dimensional convolutions");
        }
        Shape input = LoweringState.mapShape(value);
        int group = OnnxNode.size("group", node.integer("group", 1));
        if (group == 0
                || input.channels() % group != 0
                || weight.dimension(1) != input.channels() / group
                || weight.dimension(0) % group != 0) {
            throw new ImportRefusal(
                    "channels do not fit: input=" + input + ", weight=" + weight.dimensions() + ", group=" + group,
                    "check the file with onnx.checker");
        }
        int kernelHeight = OnnxNode.size("kernel height", weight.dimension(2));
        int kernelWidth = OnnxNode.size("kernel width", weight.dimension(3));
        int[] kernel = node.sizes("kernel_shape", 2, 0);
        if (node.integers("kernel_shape").isPresent() && (kernel[0] != kernelHeight || kernel[1] != kernelWidth)) {
            throw new ImportRefusal(
                    "kernel_shape " + kernel[0] + "x" + kernel[1] + " differs from the weight's " + weight.dimensions(),
                    "check the file with onnx.checker");
        }
        Window window = window(node, input, kernelHeight, kernelWidth);
        Optional<FloatTensor> bias = node.input(2).isPresent() ? Optional.of(state.floats(node, 2)) : Optional.empty();
        if (bias.isPresent() && !bias.get().dimensions().equals(List.of(weight.dimension(0)))) {
            throw new ImportRefusal(
                    "its bias has the shape " + bias.get().dimensions() + ", expected [" + weight.dimension(0) + "]",
                    "check the file with onnx.checker");
        }
        Shape output = outputOf(weight.dimension(0), input, window);
        List<String> inputs = new ArrayList<>();
        Optional<Node> pad = state.takePadBefore(value);
        if (pad.isPresent()) {
            // the device has Pad only before max-pools; zeros in front of a convolution are its own padding
            window = widened(window, ((Attributes.Pad) pad.get().attributes()).padding());
            inputs.add(pad.get().dataInputs().get(0));
        } else {
            inputs.add(state.inShape(value, input));
        }
        String layer = state.names().ofLayer(weightName, node);
        inputs.add(state.keep(layer + ".weight", weight));
        bias.ifPresent(tensor -> inputs.add(state.keep(layer + ".bias", tensor)));
        state.emit(
                node,
                layer,
                Operator.CONVOLUTION,
                inputs,
                new Attributes.Convolution(window, group),
                output,
                output.dimensions());
    }

    private static Window widened(Window window, Padding more) {
        Padding own = window.padding();
        return window.withPadding(new Padding(
                own.top() + more.top(),
                own.left() + more.left(),
                own.bottom() + more.bottom(),
                own.right() + more.right()));
    }

    void pool(OnnxNode node, Operator operator) {
        if (node.outputs().stream().skip(1).anyMatch(state::isRead)) {
            throw new ImportRefusal("its indices are used", "use only the pooled values");
        }
        ImportedValue value = state.value(node, 0);
        Shape input = LoweringState.mapShape(value);
        if (node.integers("kernel_shape").isEmpty()) {
            throw new ImportRefusal("kernel_shape is missing", "check the file with onnx.checker");
        }
        int[] kernel = node.sizes("kernel_shape", 2, 1);
        Window window = window(node, input, kernel[0], kernel[1]);
        if (window.dilationHeight() != 1 || window.dilationWidth() != 1) {
            throw new ImportRefusal(
                    "dilation " + window.dilationHeight() + "x" + window.dilationWidth()
                            + ", but the device has no pools with dilation",
                    "use a pool without dilation");
        }
        Padding padding = window.padding();
        if (Math.max(padding.top(), padding.bottom()) >= kernel[0]
                || Math.max(padding.left(), padding.right()) >= kernel[1]) {
            throw new ImportRefusal(
                    padding + " is not smaller than the kernel " + kernel[0] + "x" + kernel[1],
                    "pad less, or pad with a Pad node");
        }
        String source = state.inShape(value, input);
        String name = state.names().ofNode(node);
        if (operator == Operator.AVERAGE_POOL && node.integer("count_include_pad", 0) != 0 && !padding.isNone()) {
            // padded places count here, so they become part of the map
            String padded = state.names().unique(name + ".pad", name + ".pad_2");
            Shape larger = paddedShape(input, padding);
            state.emit(
                    node,
                    padded,
                    Operator.PAD,
                    List.of(source),
                    new Attributes.Pad(padding),
                    larger,
                    larger.dimensions());
            source = padded;
            input = larger;
            window = window.withPadding(Padding.NONE);
        }
        if (node.integer("ceil_mode", 0) != 0) {
            window = roundedUp(window, input);
        }
        Shape output = outputOf(input.channels(), input, window);
        state.emit(node, name, operator, List.of(source), new Attributes.Pool(window), output, output.dimensions());
    }

    /** A pool over the whole map; the result has the logical shape {@code [C, 1, 1]}, or {@code [C]} without kept axes. */
    void globalPool(OnnxNode node, Operator operator, boolean keepAxes) {
        ImportedValue value = state.value(node, 0);
        Shape input = mapOf(value);
        Shape output = Shape.of(input.channels(), 1, 1);
        String source = state.inShape(value, input);
        state.emit(
                node,
                state.names().ofNode(node),
                operator,
                List.of(source),
                new Attributes.Pool(Window.covering(input)),
                output,
                !keepAxes
                        ? List.of(input.channels())
                        : value.isChannelsLastMap() ? List.of(1, 1, input.channels()) : output.dimensions(),
                keepAxes && value.isChannelsLastMap());
    }

    void reduceMean(OnnxNode node) {
        ImportedValue value = state.value(node, 0);
        Optional<long[]> axes =
                node.input(1).isPresent() ? Optional.of(state.integers(node, 1)) : node.integers("axes");
        int rank = value.logical().size() + 1;
        long[] wanted = axes.orElse(new long[0]);
        int height = value.isChannelsLastMap() ? 1 : 2;
        boolean overMap = rank == 4 && wanted.length == 2;
        long seen = 0;
        for (long axis : wanted) {
            long positive = axis < 0 ? axis + rank : axis;
            overMap &= positive == height || positive == height + 1;
            seen |= 1L << (positive & 63);
        }
        if (!overMap || seen != 0b11L << height) {
            throw new ImportRefusal(
                    "it reduces axes " + java.util.Arrays.toString(wanted) + " of " + rank
                            + ", expected height and width (" + height + ", " + (height + 1) + ")",
                    "reduce over height and width only");
        }
        globalPool(node, Operator.AVERAGE_POOL, node.integer("keepdims", 1) != 0);
    }

    void pad(OnnxNode node) {
        ImportedValue value = state.value(node, 0);
        String mode = node.text("mode", "constant");
        if (!mode.equals("constant")) {
            throw new ImportRefusal("mode " + mode + ", but the device pads with zeros only", "pad with zeros");
        }
        if (node.input(2).isPresent()) {
            FloatTensor fill = state.floats(node, 2);
            if (fill.size() != 1 || fill.get(0) != 0) {
                throw new ImportRefusal(
                        "it pads with " + fill + ", but the device pads with zeros only", "pad with zeros");
            }
        }
        Shape input = mapOf(value);
        Padding padding = paddingOf(node, value.logical().size() + 1, value.isChannelsLastMap() ? 1 : 2);
        if (padding.isNone()) {
            state.alias(node, value, value.logical());
            return;
        }
        Shape output = paddedShape(input, padding);
        String source = state.inShape(value, input);
        state.emit(
                node,
                state.names().ofNode(node),
                Operator.PAD,
                List.of(source),
                new Attributes.Pad(padding),
                output,
                value.isChannelsLastMap()
                        ? List.of(output.height(), output.width(), output.channels())
                        : output.dimensions(),
                value.isChannelsLastMap());
    }

    /** The map in the lowered graph, also of a tensor that the file holds channels last. */
    private static Shape mapOf(ImportedValue value) {
        return value.isChannelsLastMap() ? value.physical() : LoweringState.mapShape(value);
    }

    private Padding paddingOf(OnnxNode node, int rank, int height) {
        long[] pads = state.integers(node, 1);
        long[] axes = node.input(3).isPresent()
                ? state.integers(node, 3)
                : java.util.stream.LongStream.range(0, rank).toArray();
        if (pads.length != 2 * axes.length) {
            throw new ImportRefusal(
                    "pads has " + pads.length + " numbers, expected " + 2 * axes.length,
                    "check the file with onnx.checker");
        }
        int[] sides = new int[4];
        for (int i = 0; i < axes.length; i++) {
            long axis = axes[i] < 0 ? axes[i] + rank : axes[i];
            boolean map = rank == 4 && (axis == height || axis == height + 1);
            if (!map && (pads[i] != 0 || pads[i + axes.length] != 0)) {
                throw new ImportRefusal("it pads axis " + axis, "pad height and width only");
            }
            if (map) {
                sides[(int) axis - height] = OnnxNode.size("padding", pads[i]);
                sides[(int) axis - height + 2] = OnnxNode.size("padding", pads[i + axes.length]);
            }
        }
        return new Padding(sides[0], sides[1], sides[2], sides[3]);
    }

    private static Window window(OnnxNode node, Shape input, int kernelHeight, int kernelWidth) {
        int[] strides = node.sizes("strides", 2, 1);
        int[] dilations = node.sizes("dilations", 2, 1);
        String mode = node.text("auto_pad", "NOTSET");
        Window bare =
                new Window(kernelHeight, kernelWidth, strides[0], strides[1], dilations[0], dilations[1], Padding.NONE);
        return switch (mode) {
            case "NOTSET", "" -> {
                int[] pads = node.sizes("pads", 4, 0);
                yield bare.withPadding(new Padding(pads[0], pads[1], pads[2], pads[3]));
            }
            case "VALID" -> bare;
            case "SAME_UPPER", "SAME_LOWER" -> {
                int vertical = same(input.height(), kernelHeight, strides[0], dilations[0]);
                int horizontal = same(input.width(), kernelWidth, strides[1], dilations[1]);
                int top = mode.equals("SAME_UPPER") ? vertical / 2 : vertical - vertical / 2;
                int left = mode.equals("SAME_UPPER") ? horizontal / 2 : horizontal - horizontal / 2;
                yield bare.withPadding(new Padding(top, left, vertical - top, horizontal - left));
            }
            default ->
                throw new ImportRefusal(
                        "auto_pad " + mode + ", expected NOTSET, VALID, SAME_UPPER or SAME_LOWER",
                        "check the file with onnx.checker");
        };
    }

    private static int same(int size, int kernel, int stride, int dilation) {
        int output = (size + stride - 1) / stride;
        return Math.max((output - 1) * stride + dilation * (kernel - 1) + 1 - size, 0);
    }

    private static Shape outputOf(int channels, Shape input, Window window) {
        return Shape.of(channels, window.outputHeight(input.height()), window.outputWidth(input.width()));
    }

    private static Shape paddedShape(Shape input, Padding padding) {
        return Shape.of(
                input.channels(),
                input.height() + padding.top() + padding.bottom(),
                input.width() + padding.left() + padding.right());
    }

    /** Padding at the end that makes the usual rounding down give the output size rounded up; those places never count. */
    private static Window roundedUp(Window window, Shape input) {
        Padding padding = window.padding();
        int bottom = roundedUp(
                input.height(), padding.top(), padding.bottom(), window.kernelHeight(), window.strideHeight());
        int right =
                roundedUp(input.width(), padding.left(), padding.right(), window.kernelWidth(), window.strideWidth());
        return window.withPadding(new Padding(padding.top(), padding.left(), bottom, right));
    }

    private static int roundedUp(int size, int before, int after, int kernel, int stride) {
        int room = size + before + after - kernel;
        int steps = Math.max(room, 0) / stride + (Math.max(room, 0) % stride == 0 ? 0 : 1);
        if (steps * stride >= size + before) {
            // a window that would start in the padding behind the map does not exist
            steps--;
        }
        return Math.max(after, steps * stride + kernel - size - before);
    }
}
