package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.camel.RunEnd;
import org.mindpress.processors.run.Claims;
import org.mindpress.processors.run.ProcessTable;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.processors.run.WorkerProcess;
import org.mindpress.processors.stage.RunExecutor;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.processors.stage.StageRunner;
import org.mindpress.processors.stage.StageTask;
import org.mindpress.processors.stage.WorkerEnvironment;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.s3.S3ArtifactStore;

class RunWorkerTest {
    private static final Instant TIME = Instant.parse("2026-11-26T00:00:00Z");

    private static final class Ends implements RunWorker.Duties {
        private final List<RunEnd> heard = new ArrayList<>();

        @Override
        public void ended(RunReference run, RunEnd end) {
            heard.add(end);
        }

        @Override
        public void superseded(RunReference run) {
            throw new AssertionError("nothing superseded " + run);
        }

        @Override
        public void fire(String pipeline) {
            throw new AssertionError("nothing fired");
        }
    }

    private static final class NoStages implements StageRunner {
        @Override
        public WorkerEnvironment environment() {
            throw new AssertionError("nothing runs");
        }

        @Override
        public StageManifest run(StageTask task) {
            throw new AssertionError("nothing runs");
        }
    }

    /** Without an answer `mindpress run` would wait for ever. */
    @Test
    void whoWaitsHearsOfAnErrorToo(@TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder);
                S3ArtifactStore bucket = S3ArtifactStore.of(store.settings());
                CamelContext camel = new DefaultCamelContext()) {
            bucket.probe();
            RunStore runs = new RunStore(bucket);
            TriggerKey trigger = TriggerKey.schedule("nightly", TIME);
            RunId id = RunId.of(TIME, trigger);
            runs.create(new RunRequest(
                    RunRequest.VERSION, "nightly", id.text(), trigger, "", new TreeMap<>(), 1, TIME, "test"));
            Ends ends = new Ends();
            RunWorker worker = new RunWorker(
                    runs,
                    new Claims(bucket, WorkerProcess.current("here"), ProcessTable.local(), Clock.systemUTC()),
                    new RunExecutor(runs, new NoStages(), Optional.empty(), RunListener.NONE, Clock.systemUTC()),
                    camel.createProducerTemplate(),
                    () -> {
                        throw new OutOfMemoryError("of this test");
                    },
                    ends);

            assertThatThrownBy(() -> worker.work("nightly", id.text())).isInstanceOf(OutOfMemoryError.class);
            assertThat(ends.heard)
                    .singleElement()
                    .satisfies(end -> assertThat(end.outcome()).isEmpty());
        }
    }
}
