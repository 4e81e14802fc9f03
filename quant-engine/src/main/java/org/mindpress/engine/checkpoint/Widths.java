package org.mindpress.engine.checkpoint;

import java.util.List;

/** The numbers of channels that an architecture leaves open: a checkpoint of a narrower or wider variant says them itself. */
final class Widths {
    private static final int MOST = 1 << 16;

    private final Checkpoint checkpoint;

    Widths(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    /** Outputs of the layer whose weight has this name; the usual number when there is none. */
    int outputs(String weight, int usual) {
        List<Integer> shape = checkpoint.find(weight).map(Parameter::dimensions).orElse(List.of());
        boolean usable = !shape.isEmpty() && shape.get(0) > 0 && shape.get(0) <= MOST;
        return usable ? shape.get(0) : usual;
    }
}
