package org.mindpress.processors.stage;

import java.util.List;
import org.mindpress.engine.calibrate.PointDrift;
import org.mindpress.processors.run.Documents;

/**
 * {@code drift.json}: how far new data are from those that a model was calibrated on, and what follows.
 *
 * @param version of this document, {@value #VERSION}
 * @param baseline key of the {@code calibrate} manifest that the data are compared with
 * @param images of the new data that were looked at
 * @param decision spelling of a {@link DriftDecision}
 * @param reason of it, for people
 * @param limits that it was made with
 * @param points in plan order: the images first, the logits last
 */
record DriftDocument(
        int version,
        String baseline,
        int images,
        String decision,
        String reason,
        DriftRule.Limits limits,
        List<PointDrift> points) {
    static final int VERSION = 1;
    static final String NAME = "drift.json";

    DriftDocument {
        Documents.requireVersion(NAME, version, VERSION);
        points = List.copyOf(points);
    }
}
