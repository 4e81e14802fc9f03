package org.mindpress.engine.train;

/**
 * Whether one batch normalisation uses its running statistics while training too. Set by the trainer before each step; confined to the
 * training thread.
 */
final class NormalizationSwitch {
    private boolean frozen;

    boolean frozen() {
        return frozen;
    }

    void freeze(boolean enabled) {
        frozen = enabled;
    }
}
