package org.mindpress.processors.stage;

import org.mindpress.engine.evaluate.ByteAccount;
import org.mindpress.engine.mindir.ElementType;
import org.mindpress.engine.mindir.MindirModel;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.MindirParameter;
import org.mindpress.engine.mindir.MindirReader;
import org.mindpress.engine.mindir.QuantizationMarker;

/**
 * What the bytes of a deployment file are spent on. Counted are the numbers alone: 1 byte a weight (4 of layers that stay in float), 4
 * bytes a bias, 4 bytes a scale, and a zero point as the variable-length integer that the file stores; what wraps them is structure.
 */
final class VerifyBytes {
    private VerifyBytes() {}

    static ByteAccount of(byte[] deployment) {
        MindirModel model = MindirReader.read("deployment.mindir", deployment);
        long codes = 0;
        long biases = 0;
        for (MindirParameter parameter : model.parameters()) {
            long bytes = parameter.type().sizeBytes();
            if (parameter.type().elementType() == ElementType.INT8
                    || parameter.type().shape().size() > 1) {
                codes += bytes;
            } else {
                biases += bytes;
            }
        }
        long scales = 0;
        for (MindirNode node : model.nodes()) {
            if (QuantizationMarker.isMarker(node)) {
                QuantizationMarker marker = QuantizationMarker.of(node);
                scales += (long) Float.BYTES * marker.scales().size();
                scales += marker.zeroPoints().stream()
                        .mapToLong(VerifyBytes::variableLength)
                        .sum();
            }
        }
        return ByteAccount.ofFile(deployment.length, codes, scales, biases);
    }

    /** Bytes of a 64-bit number in groups of 7 bits; a negative one takes all ten. */
    private static long variableLength(int value) {
        return value < 0 ? 10 : value < 128 ? 1 : 2;
    }
}
