package org.mindpress.processors.stage;

import java.util.List;

/** The stages that this program has. */
final class Stages {
    private Stages() {}

    /** In the order of a run. */
    static List<Stage> all() {
        return List.of(
                new FetchStage(),
                new DriftStage(),
                new ImportStage(),
                new QatStage(),
                new DistillStage(),
                new CalibrateStage(),
                new ExportStage(),
                new VerifyStage());
    }
}
