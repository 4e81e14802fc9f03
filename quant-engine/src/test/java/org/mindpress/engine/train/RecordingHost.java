package org.mindpress.engine.train;

import java.util.ArrayList;
import java.util.List;

/** Remembers what a training reports, and cancels after a given number of steps. */
final class RecordingHost implements TrainingHost {
    private final long cancelAfter;
    private final List<TrainingProgress> progress = new ArrayList<>();
    private final List<Long> checkpointSteps = new ArrayList<>();
    private byte[] lastCheckpoint = new byte[0];

    RecordingHost(long cancelAfter) {
        this.cancelAfter = cancelAfter;
    }

    static RecordingHost patient() {
        return new RecordingHost(Long.MAX_VALUE);
    }

    @Override
    public boolean cancelled() {
        return progress.size() >= cancelAfter;
    }

    @Override
    public void progress(TrainingProgress step) {
        progress.add(step);
    }

    @Override
    public void keep(long step, byte[] bytes) {
        checkpointSteps.add(step);
        lastCheckpoint = bytes;
    }

    List<TrainingProgress> progress() {
        return progress;
    }

    List<Long> checkpointSteps() {
        return checkpointSteps;
    }

    byte[] lastCheckpoint() {
        return lastCheckpoint;
    }
}
