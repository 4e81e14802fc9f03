package org.mindpress.engine.importer;

import static org.mindpress.engine.onnx.OnnxAttributes.integer;
import static org.mindpress.engine.onnx.OnnxAttributes.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.MindirValue;
import org.mindpress.engine.mindir.MindirValues;
import org.mindpress.engine.mindir.Operand;
import org.mindpress.engine.onnx.OnnxAttributes;

/** Convolutions, pools and pads. MindSpore's order of padding is top, bottom, left, right; ONNX's is top, left, bottom, right. */
final class MindirWindows {
    private static final int NEVER = Integer.MAX_VALUE;

    private final MindirTranslation file;

    MindirWindows(MindirTranslation file) {
        this.file = file;
    }

    /** Refuses any layout but NCHW, which files give as text or as number 0. */
    static void requireChannelsFirst(MindirNode node, int position) {
        Optional<MindirValue> format = node.setting("format", position);
        boolean first = format.isEmpty()
                || (format.get() instanceof MindirValue.Text text
                        && text.value().equals("NCHW"))
                || (format.get() instanceof MindirValue.Whole number && number.value() == 0);
        if (!first) {
            throw new IllegalArgumentException("format is " + format.get() + ", expected NCHW");
        }
    }

    String convolution(MindirNode node) {
        requireChannelsFirst(node, NEVER);
        long mode = node.attribute("mode").isPresent() ? node.integer("mode") : 1;
        if (mode != 1) {
            throw new IllegalArgumentException("mode is " + mode + ", expected 1 (convolution)");
        }
        String group = node.attribute("group").isPresent() ? "group" : "groups";
        List<AttributeProto> attributes = new ArrayList<>();
        attributes.add(OnnxAttributes.integers("strides", pair(node, "stride", NEVER)));
        attributes.add(OnnxAttributes.integers("dilations", pair(node, "dilation", NEVER)));
        attributes.add(integer("group", node.attribute(group).isPresent() ? node.integer(group) : 1));
        attributes.add(
                switch (padMode(node, NEVER)) {
                    case "same" -> same(node);
                    case "valid" -> OnnxAttributes.integers("pads", 0, 0, 0, 0);
                    default -> OnnxAttributes.integers("pads", sides(node));
                });
        return file.node(
                "Conv",
                List.of(file.value(node, 0), file.constant(node, 1)),
                attributes.toArray(AttributeProto[]::new));
    }

    /** The mode's numbers where the file has them: no ONNX runtime works them out for a dilated window. */
    private AttributeProto same(MindirNode node) {
        long[] dilation = pair(node, "dilation", NEVER);
        boolean dilated = dilation[0] != 1 || dilation[1] != 1;
        return dilated && node.attribute("pad_list").isPresent()
                ? OnnxAttributes.integers("pads", sides(node, "pad_list"))
                : text("auto_pad", "SAME_UPPER");
    }

    /** Numbers of {@code pad}, or of {@code pad_list} where the former is missing, in ONNX's order. */
    private static long[] sides(MindirNode node) {
        return sides(node, node.attribute("pad").isPresent() ? "pad" : "pad_list");
    }

    private static long[] sides(MindirNode node, String name) {
        List<Long> pad = node.integers(name);
        if (pad.size() == 1) {
            return new long[] {pad.get(0), pad.get(0), pad.get(0), pad.get(0)};
        }
        if (pad.size() != 4) {
            throw new IllegalArgumentException(name + " has " + pad.size() + " numbers, expected 4");
        }
        return new long[] {pad.get(0), pad.get(2), pad.get(1), pad.get(3)};
    }

    private static String padMode(MindirNode node, int position) {
        MindirValue mode = node.setting("pad_mode", position)
                .orElseThrow(() -> new IllegalArgumentException("pad_mode is missing"));
        String name;
        if (mode instanceof MindirValue.Text text) {
            name = text.value().toLowerCase(Locale.ROOT);
        } else {
            long number = MindirValues.integer(mode, node.place("pad_mode"));
            name = number == 0 ? "pad" : number == 1 ? "same" : number == 2 ? "valid" : Long.toString(number);
        }
        if (!List.of("pad", "same", "valid").contains(name)) {
            throw new IllegalArgumentException("pad_mode is " + name + ", expected pad, same or valid");
        }
        return name;
    }

    /** Height and width of a setting that files give as a number or as a tuple, of which the last two count. */
    private long[] pair(MindirNode node, String name, int position) {
        MindirValue value = position == NEVER
                ? node.attribute(name).orElse(new MindirValue.Whole(1))
                : file.setting(node, name, position, new MindirValue.Whole(1));
        List<Long> numbers = MindirValues.integers(value, node.place(name));
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException(name + " is empty");
        }
        int last = numbers.size() - 1;
        return new long[] {numbers.get(Math.max(last - 1, 0)), numbers.get(last)};
    }

    String pool(MindirNode node, String operator) {
        boolean average = operator.equals("AveragePool");
        requireChannelsFirst(node, average ? 4 : NEVER);
        String mode = padMode(node, average ? 3 : NEVER);
        if (mode.equals("pad")) {
            throw new IllegalArgumentException("pad_mode is pad, expected same or valid");
        }
        return file.node(
                operator,
                List.of(file.value(node, 0)),
                OnnxAttributes.integers("kernel_shape", pair(node, "kernel_size", average ? 1 : NEVER)),
                OnnxAttributes.integers("strides", pair(node, "strides", average ? 2 : NEVER)),
                text("auto_pad", mode.equals("same") ? "SAME_UPPER" : "VALID"));
    }

    String paddedMaxPool(MindirNode node, String kernelName) {
        long[] dilation = pair(node, "dilation", NEVER);
        return file.node(
                "MaxPool",
                List.of(file.value(node, 0)),
                OnnxAttributes.integers("kernel_shape", pair(node, kernelName, NEVER)),
                OnnxAttributes.integers("strides", pair(node, "strides", NEVER)),
                OnnxAttributes.integers("pads", symmetric(pair(node, "pads", NEVER))),
                OnnxAttributes.integers("dilations", dilation),
                integer("ceil_mode", isSet(node, "ceil_mode") ? 1 : 0));
    }

    /** An average pool with padding of its own, written in three dimensions: head, tail, top, bottom, left, right. */
    String paddedAveragePool(MindirNode node) {
        if (isSet(node, "divisor_override")) {
            throw new IllegalArgumentException("divisor_override is set, expected the number of places");
        }
        List<Long> pads = node.attribute("pad_list").isPresent() ? node.integers("pad_list") : node.integers("pad");
        if (pads.size() != 6 || pads.get(0) != 0 || pads.get(1) != 0) {
            throw new IllegalArgumentException("padding is " + pads + ", expected none in depth");
        }
        return file.node(
                "AveragePool",
                List.of(file.value(node, 0)),
                OnnxAttributes.integers("kernel_shape", pair(node, "kernel_size", NEVER)),
                OnnxAttributes.integers("strides", pair(node, "strides", NEVER)),
                OnnxAttributes.integers("pads", pads.get(2), pads.get(4), pads.get(3), pads.get(5)),
                integer("count_include_pad", isSet(node, "count_include_pad") ? 1 : 0),
                integer("ceil_mode", isSet(node, "ceil_mode") ? 1 : 0));
    }

    private static long[] symmetric(long[] pad) {
        return new long[] {pad[0], pad[1], pad[0], pad[1]};
    }

    private static boolean isSet(MindirNode node, String name) {
        return node.attribute(name).isPresent() && node.integer(name) != 0;
    }

    String adaptivePool(MindirNode node) {
        List<Long> size = node.integers("output_size");
        if (!size.stream().allMatch(each -> each == 1)) {
            throw new IllegalArgumentException("output_size is " + size + ", expected [1, 1]");
        }
        return file.node("GlobalAveragePool", List.of(file.value(node, 0)));
    }

    String pad(MindirNode node) {
        if (!(node.attribute("paddings").orElse(null) instanceof MindirValue.Sequence axes)) {
            throw new IllegalArgumentException("paddings is missing or no tuple");
        }
        int rank = axes.elements().size();
        long[] pads = new long[2 * rank];
        for (int axis = 0; axis < rank; axis++) {
            List<Long> sides = MindirValues.integers(axes.elements().get(axis), node.place("paddings"));
            if (sides.size() != 2) {
                throw new IllegalArgumentException("paddings of axis " + axis + " are " + sides + ", expected two");
            }
            pads[axis] = sides.get(0);
            pads[rank + axis] = sides.get(1);
        }
        return file.node("Pad", List.of(file.value(node, 0), file.integers(pads)));
    }

    /** Padding from the last axis on: left, right, top, bottom. */
    String padV3(MindirNode node) {
        String mode = node.attribute("mode").isPresent() ? node.text("mode") : "constant";
        MindirValue paddings = node.setting("paddings", 1)
                .orElseThrow(() -> new IllegalArgumentException("input 1 (paddings) is missing"));
        List<Long> sides = MindirValues.integers(paddings, node.place("paddings"));
        if (sides.size() != 4 || !mode.equals("constant")) {
            throw new IllegalArgumentException(
                    "it pads " + sides + " in mode " + mode + ", expected left, right, top, bottom in mode constant");
        }
        List<String> inputs = new ArrayList<>(List.of(
                file.value(node, 0),
                file.integers(0, 0, sides.get(2), sides.get(0), 0, 0, sides.get(3), sides.get(1))));
        boolean filled = node.inputs().size() > 2
                && !(node.input(2) instanceof Operand.Constant constant
                        && constant.value() instanceof MindirValue.Opaque);
        if (filled) {
            inputs.add(file.constant(node, 2));
        }
        return file.node("Pad", inputs, text("mode", mode));
    }
}
