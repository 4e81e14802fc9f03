package org.mindpress.engine.data;

/** What the channels of an image mean, in the order in which they are stored. */
public enum ChannelOrder {
    /** Red, green, blue. */
    RGB(3),
    /** One channel of luminance. */
    GRAY(1);

    private final int channels;

    ChannelOrder(int channels) {
        this.channels = channels;
    }

    /** Channels of an image: 3 or 1. */
    public int channels() {
        return channels;
    }
}
