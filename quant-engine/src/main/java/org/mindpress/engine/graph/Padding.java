package org.mindpress.engine.graph;

/** Zeros added around a feature map, in elements; never negative. */
public record Padding(int top, int left, int bottom, int right) {
    public static final Padding NONE = new Padding(0, 0, 0, 0);

    public Padding {
        if (top < 0 || left < 0 || bottom < 0 || right < 0) {
            throw new IllegalArgumentException("padding must not be negative: top=" + top + ", left=" + left
                    + ", bottom=" + bottom + ", right=" + right);
        }
    }

    public static Padding symmetric(int size) {
        return new Padding(size, size, size, size);
    }

    public boolean isNone() {
        return equals(NONE);
    }
}
