package org.mindpress.engine.mindir;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The golden MindIR files of the test resources. */
public final class Golden {
    /** Files written by MindSpore 2.10.0 or by hand for it, dialect D2. */
    public static final List<String> MINDSPORE = List.of(
            "spec10_golden_relu",
            "spec10_tiny",
            "handmade_float",
            "handmade_int8",
            "handmade_int8_i64",
            "lenet_bn",
            "resnet20_small",
            "ops_mix",
            "quant_ops",
            "requantize_lite");

    private Golden() {}

    /** The bytes of a resource of the folder {@code mindir}. */
    public static byte[] bytes(String file) {
        try (InputStream stream = Golden.class.getResourceAsStream("/mindir/" + file)) {
            if (stream == null) {
                throw new IllegalArgumentException("no golden file " + file);
            }
            return stream.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The model of {@code name.mindir}. */
    public static MindirModel model(String name) {
        return MindirReader.read(name + ".mindir", bytes(name + ".mindir"));
    }
}
