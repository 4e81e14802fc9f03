package org.mindpress.processors.stage;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;

/** A function from artifacts to artifacts. Stateless: everything comes with the context. */
interface Stage {
    StageName name();

    /** Every setting of the pipeline that its artifacts depend on, spelled out. */
    SortedMap<String, String> settings(Pipeline pipeline);

    /** What it reads, found among the artifacts of the stages before. */
    List<StageInput> inputs(Pipeline pipeline, RunArtifacts artifacts);

    /**
     * Does the work: every artifact goes through the context, which is asked often whether to stop.
     *
     * @throws StageException when the work cannot be done
     * @throws StageStoppedException when the context says to stop
     */
    void run(StageContext context) throws IOException, StageException, StageStoppedException;

    /** Whether part of its work is done again although everything else comes from cache. */
    default boolean measuresEveryTime() {
        return false;
    }
}
