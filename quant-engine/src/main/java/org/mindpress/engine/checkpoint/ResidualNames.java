package org.mindpress.engine.checkpoint;

/** The usual definitions of a ResNet: what they call their layers, and the details in which they compute differently. */
enum ResidualNames {
    /** MindSpore's model zoo: padding mode "same", epsilon 1e-4. */
    MODEL_ZOO("down_sample_layer", "end_point", true, true, 1e-4f),
    /** mindcv: padding 1, but a max-pool in mode "same". */
    MINDCV("down_sample", "classifier", false, true, 1e-5f),
    /** Definitions that follow torchvision. */
    TORCHVISION("downsample", "fc", false, false, 1e-5f),
    /** All blocks in one list: {@code layers.0} to {@code layers.8} in a ResNet-20. */
    ONE_LIST("down", "fc", false, false, 1e-5f);

    private final String shortcut;
    private final String head;
    private final boolean sameConvolutions;
    private final boolean samePool;
    private final float epsilon;

    ResidualNames(String shortcut, String head, boolean sameConvolutions, boolean samePool, float epsilon) {
        this.shortcut = shortcut;
        this.head = head;
        this.sameConvolutions = sameConvolutions;
        this.samePool = samePool;
        this.epsilon = epsilon;
    }

    /**
     * Path of a block.
     *
     * @param stage from 1
     * @param block in its stage, from 0
     * @param position in the whole net, from 0
     */
    String block(int stage, int block, int position) {
        return this == ONE_LIST ? "layers." + position : "layer" + stage + "." + block;
    }

    /** Name of a block's batch norm, from 1; the zoo's basic blocks have a "d" at its end. */
    String normalization(int number, boolean bottleneck) {
        return "bn" + number + (this == MODEL_ZOO && !bottleneck ? "d" : "");
    }

    String shortcut() {
        return shortcut;
    }

    String head() {
        return head;
    }

    boolean sameConvolutions() {
        return sameConvolutions;
    }

    boolean samePool() {
        return samePool;
    }

    float epsilon() {
        return epsilon;
    }
}
