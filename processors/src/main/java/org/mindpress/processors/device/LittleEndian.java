package org.mindpress.processors.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.mindpress.engine.data.NormalizedImages;

/** Tensors as MindSpore Lite reads and writes them: raw little-endian float32. */
final class LittleEndian {
    private LittleEndian() {}

    static byte[] bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /** One normalised image, NHWC: the layout of a converted model's input, whatever the layout of the file before. */
    static byte[] image(NormalizedImages images, int index) {
        return bytes(channelLast(
                images.batch(index, 1), images.specification().shape().channels()));
    }

    /** One image, CHW, as HWC. */
    static float[] channelLast(float[] planes, int channels) {
        int area = planes.length / channels;
        float[] pixels = new float[planes.length];
        for (int channel = 0; channel < channels; channel++) {
            for (int at = 0; at < area; at++) {
                pixels[at * channels + channel] = planes[channel * area + at];
            }
        }
        return pixels;
    }
}
