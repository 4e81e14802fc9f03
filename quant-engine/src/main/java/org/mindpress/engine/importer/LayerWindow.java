package org.mindpress.engine.importer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import org.mindpress.engine.onnx.OnnxAttributes;

/**
 * Window of a convolution or pool as frameworks describe it; every list is height, width.
 *
 * @param kernel sizes
 * @param strides steps
 * @param dilations distances within the kernel; 1, 1 without
 * @param padding top, left, bottom, right; empty when {@code same}
 * @param same whether the output has the size input / stride, rounded up, with the odd row and column of zeros behind
 */
record LayerWindow(List<Long> kernel, List<Long> strides, List<Long> dilations, List<Long> padding, boolean same) {

    LayerWindow {
        kernel = List.copyOf(kernel);
        strides = List.copyOf(strides);
        dilations = List.copyOf(dilations);
        padding = List.copyOf(padding);
    }

    static LayerWindow one() {
        return new LayerWindow(List.of(1L, 1L), List.of(1L, 1L), List.of(1L, 1L), List.of(0L, 0L, 0L, 0L), false);
    }

    /** Attributes of ONNX's Conv and pools. */
    List<AttributeProto> attributes() {
        List<AttributeProto> attributes = new ArrayList<>(List.of(
                OnnxAttributes.integers("kernel_shape", array(kernel)),
                OnnxAttributes.integers("strides", array(strides))));
        if (!dilations.equals(List.of(1L, 1L))) {
            // an attribute that opset 17 gives Conv and MaxPool, but not AveragePool
            attributes.add(OnnxAttributes.integers("dilations", array(dilations)));
        }
        attributes.add(
                same ? OnnxAttributes.text("auto_pad", "SAME_UPPER") : OnnxAttributes.integers("pads", array(padding)));
        return attributes;
    }

    private static long[] array(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
