package org.mindpress.processors.stage;

import java.util.Locale;
import org.mindpress.processors.run.StageManifest;

/** What new data are a reason for. */
enum DriftDecision {
    /** Nothing: the ranges fit and the model answers as before. */
    NOTHING,
    /** The ranges do not fit any more: they are searched anew; what was trained stays. */
    RECALIBRATE,
    /** The model answers otherwise than before: all stages. */
    RERUN;

    /** Figure of the manifest that tells this decision from the others. */
    String figure() {
        return "drift.decision." + spelling();
    }

    String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a manifest of {@link DriftStage} says so. */
    boolean isOf(StageManifest drift) {
        return drift.measurements().getOrDefault(figure(), 0.0) == 1;
    }
}
