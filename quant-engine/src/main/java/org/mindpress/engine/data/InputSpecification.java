package org.mindpress.engine.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a model expects at its input: float32 NCHW, each value {@code ((v / 255f) - mean[c]) / standardDeviation[c]} in float32 and in this order
 * of operations, where v is the pixel as uint8; {@link Resize} says whether images of another size are resized, and whether before or after that. It belongs to the model, is given and never derived from data, and travels with every exported file.
 *
 * @param channelOrder meaning and number of the channels
 * @param height rows
 * @param width columns
 * @param mean per channel, of pixels scaled to 0..1
 * @param standardDeviation per channel, of pixels scaled to 0..1; above 0
 * @param resize what becomes of images of another size
 */
public record InputSpecification(
        ChannelOrder channelOrder,
        int height,
        int width,
        List<Float> mean,
        List<Float> standardDeviation,
        Resize resize) {

    /** Checks the sizes and that there is one finite mean and one positive, finite standard deviation a channel. */
    public InputSpecification {
        Objects.requireNonNull(channelOrder, "input specification: channelOrder is missing (RGB or GRAY)");
        Objects.requireNonNull(
                resize, "input specification: resize is missing (NONE, BILINEAR or NORMALIZED_BILINEAR)");
        mean = List.copyOf(Objects.requireNonNull(mean, "input specification: mean is missing"));
        standardDeviation = List.copyOf(
                Objects.requireNonNull(standardDeviation, "input specification: standardDeviation is missing"));
        List<String> problems = new ArrayList<>();
        if (height < 1 || width < 1) {
            problems.add("height=" + height + " and width=" + width + " must be at least 1");
        }
        int channels = channelOrder.channels();
        if (mean.size() != channels || standardDeviation.size() != channels) {
            problems.add(channelOrder + " needs " + channels + " values each: mean has " + mean.size()
                    + ", standardDeviation has " + standardDeviation.size());
        }
        if (!mean.stream().allMatch(Float::isFinite)) {
            problems.add("mean must be finite: " + mean);
        }
        if (!standardDeviation.stream().allMatch(value -> Float.isFinite(value) && value > 0)) {
            problems.add("standardDeviation must be finite and above 0: " + standardDeviation);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("input specification: " + String.join("; ", problems));
        }
    }

    /** A specification that takes images of exactly this size; one mean and one standard deviation a channel. */
    public static InputSpecification of(
            ChannelOrder channelOrder, int height, int width, float[] mean, float[] standardDeviation) {
        return new InputSpecification(channelOrder, height, width, boxed(mean), boxed(standardDeviation), Resize.NONE);
    }

    /** Channels: 3 or 1. */
    public int channels() {
        return channelOrder.channels();
    }

    /** Channels, height and width. */
    public ImageShape shape() {
        return new ImageShape(channels(), height, width);
    }

    /** Whether images of this shape can become input: those of the model's own size, and of any size when they are resized after normalisation. */
    public boolean accepts(ImageShape images) {
        return images.equals(shape()) || (resize == Resize.NORMALIZED_BILINEAR && images.channels() == channels());
    }

    /**
     * The value that the model sees for one pixel.
     *
     * @param pixel uint8 value, 0..255
     * @param channel 0-based channel
     */
    public float normalized(int pixel, int channel) {
        return ((pixel / 255f) - mean.get(channel)) / standardDeviation.get(channel);
    }

    /**
     * Normalises one image of the model's own size. For many images use {@link Normalizer}, which gives the same bits from a table.
     *
     * @param uint8Chw images, channel by channel, row by row
     * @param imageOffset where the image starts
     * @param target receives channels x height x width values
     * @param targetOffset where to start writing
     */
    public void normalize(byte[] uint8Chw, int imageOffset, float[] target, int targetOffset) {
        int plane = height * width;
        for (int channel = 0; channel < channels(); channel++) {
            for (int i = 0; i < plane; i++) {
                int at = channel * plane + i;
                target[targetOffset + at] = normalized(uint8Chw[imageOffset + at] & 0xff, channel);
            }
        }
    }

    private static List<Float> boxed(float[] values) {
        List<Float> list = new ArrayList<>(values.length);
        for (float value : values) {
            list.add(value);
        }
        return list;
    }
}
