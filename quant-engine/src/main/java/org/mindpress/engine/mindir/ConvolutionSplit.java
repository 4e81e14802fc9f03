package org.mindpress.engine.mindir;

/**
 * Decides whether a convolution of codes is exact in float32, in any order of summation, or needs its weights split into
 * {@code 16 * high + low} (both convolutions then are).
 */
final class ConvolutionSplit {
    private static final long EXACT = 1L << 24;

    private final byte[] codes;
    private final int[] bias;
    private final int zeroPoint;

    /**
     * A convolution.
     *
     * @param codes int8 weights, one output channel after the other
     * @param bias int32 bias codes, one per output channel
     * @param zeroPoint of the input, whose codes span [-128, 127]
     */
    ConvolutionSplit(byte[] codes, int[] bias, int zeroPoint) {
        this.codes = codes;
        this.bias = bias;
        this.zeroPoint = zeroPoint;
    }

    /** Whether some channel's sums, bias included, can reach 2^24. */
    boolean isNeeded() {
        return channelsBeyond() > 0;
    }

    /** Channels whose sums, bias included, can reach 2^24. */
    int channelsBeyond() {
        int channels = 0;
        for (int channel = 0; channel < bias.length; channel++) {
            channels += bound(channel, Part.WHOLE) + Math.abs((long) bias[channel]) >= EXACT ? 1 : 0;
        }
        return channels;
    }

    /** Whether both parts of every channel are exact. */
    boolean isEnough() {
        for (int channel = 0; channel < bias.length; channel++) {
            if (bound(channel, Part.HIGH) >= EXACT || bound(channel, Part.LOW) >= EXACT) {
                return false;
            }
        }
        return true;
    }

    private enum Part {
        WHOLE {
            @Override
            int of(int weight) {
                return weight;
            }
        },
        HIGH {
            @Override
            int of(int weight) {
                return (weight + 8) >> 4;
            }
        },
        LOW {
            @Override
            int of(int weight) {
                return weight - 16 * ((weight + 8) >> 4);
            }
        };

        abstract int of(int weight);
    }

    private long bound(int channel, Part part) {
        long positive = 0;
        long negative = 0;
        int row = codes.length / bias.length;
        for (int i = channel * row; i < (channel + 1) * row; i++) {
            int weight = part.of(codes[i]);
            positive += Math.max(weight, 0);
            negative += Math.max(-weight, 0);
        }
        int largest = 127 - zeroPoint;
        int smallest = zeroPoint + 128;
        return Math.max(positive * largest + negative * smallest, negative * largest + positive * smallest);
    }
}
