package org.mindpress.processors.stage;

import java.nio.file.Path;
import java.time.Clock;

class InProcessStageRunnerTest extends StageRunnerContract {
    @Override
    StageRunner runner(Path scratch) {
        return new InProcessStageRunner(runs.runs(), WorkerEnvironment.current(), scratch, Clock.systemUTC());
    }
}
