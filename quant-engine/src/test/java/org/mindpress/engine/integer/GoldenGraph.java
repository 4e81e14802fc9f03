package org.mindpress.engine.integer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One deployment file with its inputs and the outputs of both native builds, from {@code lite/golden}. */
record GoldenGraph(String name) {
    static final List<String> NAMES = List.of(
            "add_p2",
            "add_rand",
            "ap7d",
            "conv2_odd",
            "conv_c7x7s2",
            "conv_dws2",
            "mp_padv",
            "r_avgnofq",
            "r_fck",
            "relu_b",
            "rm",
            "x_matmul_fq_out",
            "x_relu6_mobile");

    byte[] mindir() {
        return bytes(name + ".mindir");
    }

    IntegerModel model(IntegerOptions options) {
        return IntegerModel.read(name + ".mindir", mindir(), options);
    }

    /** The inputs in NCHW order; the files hold NHWC. */
    List<float[]> inputs(IntegerModel model) {
        List<float[]> inputs = new ArrayList<>();
        for (int i = 0; i < model.inputs().size(); i++) {
            float[] values = floats(name + (i == 0 ? ".in.bin" : ".in1.bin"));
            inputs.add(channelFirst(values, model.inputs().get(i).shape()));
        }
        return inputs;
    }

    float[] output(KernelForm form) {
        return floats(name + (form == KernelForm.ARM ? ".arm.bin" : ".x86.bin"));
    }

    private static float[] channelFirst(float[] values, List<Integer> shape) {
        if (shape.size() == 1) {
            return values;
        }
        int channels = shape.get(0);
        int area = shape.get(1) * shape.get(2);
        float[] turned = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int image = i / (channels * area);
            turned[(image * channels + i % channels) * area + i / channels % area] = values[i];
        }
        return turned;
    }

    private static float[] floats(String file) {
        byte[] bytes = bytes(file);
        float[] values = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static byte[] bytes(String file) {
        try (InputStream stream =
                Objects.requireNonNull(GoldenGraph.class.getResourceAsStream("/lite/golden/" + file), file)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
