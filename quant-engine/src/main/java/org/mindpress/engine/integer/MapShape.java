package org.mindpress.engine.integer;

/**
 * Shape of one image's part of a tensor, without the batch. A tensor [N, K] has height and width 1.
 *
 * @param channels channels, outermost in memory
 * @param height rows
 * @param width columns, innermost in memory
 */
record MapShape(int channels, int height, int width) {
    MapShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "shape must be positive, got channels=" + channels + ", height=" + height + ", width=" + width);
        }
        Math.multiplyExact(Math.multiplyExact(channels, height), width);
    }

    int area() {
        return height * width;
    }

    int elements() {
        return channels * height * width;
    }

    /** Position in the flattened NHWC tensor; Lite's vector loops run in this order. */
    long channelLastIndex(int image, int channel, int pixel) {
        return ((long) image * area() + pixel) * channels + channel;
    }
}
