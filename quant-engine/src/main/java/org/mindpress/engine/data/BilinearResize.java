package org.mindpress.engine.data;

/**
 * Enlarges or reduces a float32 image bilinearly with half-pixel centres and clamped edges: target value o looks at the source coordinate
 * {@code max(0, (o + 0.5) * sourceSize / targetSize - 0.5)}, and neighbours beyond the last row or column are the last one. This is what
 * {@code interpolate(mode="bilinear", align_corners=False)} of PyTorch computes, without antialiasing. Weights are computed in double and rounded to
 * float32; each value is {@code (upper pair) * (1 - down) + (lower pair) * down} in float32, so the bits depend on the image alone. Equal sizes give the
 * image itself, bit for bit. Immutable and thread-safe.
 */
final class BilinearResize {

    private final ImageShape source;
    private final Axis rows;
    private final Axis columns;

    /** From images of one shape to another height and width; the channels stay. */
    BilinearResize(ImageShape source, int height, int width) {
        this.source = source;
        this.rows = new Axis(source.height(), height);
        this.columns = new Axis(source.width(), width);
    }

    /**
     * Resizes one image.
     *
     * @param image CHW of the source shape
     * @param target receives channels x height x width values from the offset on; another array than image
     */
    void apply(float[] image, float[] target, int targetOffset) {
        int to = targetOffset;
        for (int channel = 0; channel < source.channels(); channel++) {
            int plane = channel * source.height() * source.width();
            for (int y = 0; y < rows.size(); y++) {
                int upper = plane + rows.first[y] * source.width();
                int lower = plane + rows.second[y] * source.width();
                float down = rows.weight[y];
                for (int x = 0; x < columns.size(); x++, to++) {
                    int left = columns.first[x];
                    int right = columns.second[x];
                    float across = columns.weight[x];
                    float above = image[upper + left] * (1 - across) + image[upper + right] * across;
                    float below = image[lower + left] * (1 - across) + image[lower + right] * across;
                    target[to] = above * (1 - down) + below * down;
                }
            }
        }
    }

    /** Per target index the two source indices and the weight of the second one. */
    private static final class Axis {
        private final int[] first;
        private final int[] second;
        private final float[] weight;

        Axis(int sourceSize, int targetSize) {
            first = new int[targetSize];
            second = new int[targetSize];
            weight = new float[targetSize];
            for (int i = 0; i < targetSize; i++) {
                double coordinate = Math.max(0, (i + 0.5) * sourceSize / targetSize - 0.5);
                first[i] = Math.min((int) coordinate, sourceSize - 1);
                second[i] = Math.min(first[i] + 1, sourceSize - 1);
                weight[i] = (float) (coordinate - first[i]);
            }
        }

        int size() {
            return first.length;
        }
    }
}
