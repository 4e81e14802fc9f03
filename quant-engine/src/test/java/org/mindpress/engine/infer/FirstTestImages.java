package org.mindpress.engine.infer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mindpress.engine.data.ChannelOrder;
import org.mindpress.engine.data.InputSpecification;

/** The project's own models, the first 100 test images of CIFAR-10 and the logits that their training framework gave for them. */
public final class FirstTestImages {
    public static final int COUNT = 100;
    public static final InputSpecification SPECIFICATION = InputSpecification.of(
            ChannelOrder.RGB, 32, 32, new float[] {0.4914f, 0.4822f, 0.4465f}, new float[] {0.2470f, 0.2435f, 0.2616f});

    private static final int PIXELS = 3 * 32 * 32;

    private FirstTestImages() {}

    /** Bytes of a file of the project's model folder. */
    public static byte[] model(String file) {
        try {
            return Files.readAllBytes(Path.of("..", "examples", "models", file));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Normalised images, NCHW, {@code count} of them. */
    public static float[] normalized(int count) {
        byte[] records = records();
        float[] images = new float[count * PIXELS];
        for (int image = 0; image < count; image++) {
            SPECIFICATION.normalize(records, image * (PIXELS + 1) + 1, images, image * PIXELS);
        }
        return images;
    }

    /** Labels of the first {@code count} images. */
    public static int[] labels(int count) {
        byte[] records = records();
        int[] labels = new int[count];
        for (int image = 0; image < count; image++) {
            labels[image] = records[image * (PIXELS + 1)];
        }
        return labels;
    }

    /** Logits of the images, float32 [100, 10], from an npy file of version 1 beside the models. */
    public static float[] logits(String npy) {
        ByteBuffer file = ByteBuffer.wrap(model(npy)).order(ByteOrder.LITTLE_ENDIAN);
        file.position(10 + file.getShort(8));
        float[] logits = new float[COUNT * 10];
        file.asFloatBuffer().get(logits);
        return logits;
    }

    private static byte[] records() {
        try (InputStream stream = FirstTestImages.class.getResourceAsStream("/cifar10/test-first100.bin")) {
            if (stream == null) {
                throw new IllegalStateException("test resource missing");
            }
            return stream.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
