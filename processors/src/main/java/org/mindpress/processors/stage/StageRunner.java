package org.mindpress.processors.stage;

import java.io.IOException;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageManifest;

/** Where stages compute: in this process, or in one of their own. Thread-safe. */
public interface StageRunner {
    /** What results depend on where this runner computes; may take seconds the first time. */
    WorkerEnvironment environment() throws IOException, StageException;

    /**
     * One attempt at a stage, from the newest checkpoint if there is one. Whoever calls holds the machine's permit if the stage needs it.
     * Progress and notes go to the task's listener.
     *
     * @return the manifest that counts, which lies in the bucket
     * @throws StageException when the attempt failed; a transient one is worth another
     * @throws StageStoppedException when the task said to stop, within one batch and the runner's grace
     */
    StageManifest run(StageTask task) throws IOException, StageException, StageStoppedException;
}
