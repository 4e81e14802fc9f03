package org.mindpress.engine.graph;

/** What an operator needs to know beyond its inputs; which case belongs to which operator says {@link Operator}. */
public sealed interface Attributes {

    /** For operators without attributes. */
    record None() implements Attributes {}

    /**
     * A convolution.
     *
     * @param window kernel, stride, dilation, padding
     * @param group number of channel groups; equal to the input channels for a depthwise convolution
     */
    record Convolution(Window window, int group) implements Attributes {
        public Convolution {
            if (group <= 0) {
                throw new IllegalArgumentException("group must be positive: group=" + group);
            }
        }
    }

    /** A max-pool or an average pool; padded places never win and never count. */
    record Pool(Window window) implements Attributes {}

    /**
     * A batch normalisation in inference form.
     *
     * @param epsilon added to the variance, positive
     */
    record Normalization(float epsilon) implements Attributes {
        public Normalization {
            if (!(epsilon > 0)) {
                throw new IllegalArgumentException("epsilon must be positive: epsilon=" + epsilon);
            }
        }
    }

    /** Zeros around a map. */
    record Pad(Padding padding) implements Attributes {}

    /** The shape after a reshape, per image. */
    record Reshape(Shape shape) implements Attributes {}

    Attributes NONE = new None();
}
