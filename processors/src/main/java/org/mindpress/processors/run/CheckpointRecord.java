package org.mindpress.processors.run;

import java.util.List;
import org.mindpress.storage.Sha256;

/**
 * {@code checkpoints/<step>.json}: a training can go on from here. Written once, after its artifacts.
 *
 * @param version of this form, 1
 * @param stageKey of the stage that may resume from it
 * @param step steps that are done
 * @param artifacts the state
 */
public record CheckpointRecord(int version, String stageKey, long step, List<ArtifactReference> artifacts) {
    public static final int VERSION = 1;

    public CheckpointRecord {
        Documents.requireVersion("checkpoint", version, VERSION);
        Sha256.check(stageKey);
        artifacts = List.copyOf(artifacts);
    }
}
