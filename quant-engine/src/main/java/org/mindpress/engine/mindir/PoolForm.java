package org.mindpress.engine.mindir;

import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Window;

/** How MindIR can express the padding of a pool: it has no numbers for it, only two modes. */
enum PoolForm {
    /** No padding. */
    VALID,
    /** The padding that the mode "same" computes for this image size. */
    SAME,
    /** Any other padding: a Pad node in front, which only a max-pool over non-negative values survives. */
    PAD_THEN_VALID;

    static PoolForm of(Window window, int height, int width) {
        if (window.padding().isNone()) {
            return VALID;
        }
        int vertical = total(height, window.kernelHeight(), window.strideHeight());
        int horizontal = total(width, window.kernelWidth(), window.strideWidth());
        Padding same = new Padding(vertical / 2, horizontal / 2, vertical - vertical / 2, horizontal - horizontal / 2);
        return window.padding().equals(same) ? SAME : PAD_THEN_VALID;
    }

    private static int total(int size, int kernel, int stride) {
        int output = (size + stride - 1) / stride;
        return Math.max((output - 1) * stride + kernel - size, 0);
    }
}
