package org.mindpress.processors.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mindpress.processors.child.ChildJvm;
import org.mindpress.processors.child.ChildStageRunner;
import org.mindpress.processors.child.LiveLogs;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.SchemaCheck;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.TransferListener;

class ChildStageRunnerTest extends StageRunnerContract {
    private static final List<String> FLAGS = List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.eclipse.deeplearning4j.helpers.disable=false",
            "-Djava.awt.headless=true");
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final LiveLogs logs = new LiveLogs();
    private final AtomicLong bytesRead = new AtomicLong();

    @Override
    StageRunner runner(Path scratch) {
        return runner(ChildJvm.likeThisProcess(FLAGS, List.of(ChildMain.class.getName(), "good")), GRACE);
    }

    private StageRunner runner(ChildJvm jvm, Duration grace) {
        TransferListener transfers = new TransferListener() {
            @Override
            public void bytesRead(long count) {
                bytesRead.addAndGet(count);
            }

            @Override
            public void bytesWritten(long count) {}
        };
        ChildStageRunner children = new ChildStageRunner(
                jvm,
                runs.runs(),
                BUCKET.settings(),
                new ChildStageRunner.Settings(scratch(), grace),
                logs,
                transfers,
                Clock.systemUTC());
        return new KnownEnvironment(children, WorkerEnvironment.current());
    }

    /** Asks no child for what this process knows as well. */
    private record KnownEnvironment(StageRunner runner, WorkerEnvironment environment) implements StageRunner {
        @Override
        public StageManifest run(StageTask task) throws IOException, StageException, StageStoppedException {
            return runner.run(task);
        }
    }

    @Test
    void aChildTellsItsEnvironment() throws Exception {
        assertThat(((KnownEnvironment) runner(scratch())).runner().environment())
                .isEqualTo(WorkerEnvironment.current());
    }

    @Test
    void aKilledChildIsATransientFaultAndTheNextGoesOnToTheSameBytes() throws Exception {
        RunReference run = beforeTraining(TEXT);
        StageRunner here =
                new InProcessStageRunner(runs.runs(), WorkerEnvironment.current(), scratch(), Clock.systemUTC());
        stopAt(run, 5, here);
        RunExecutor killed = executor(new SmallRuns.Ears(
                progress -> ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly)));
        StageException fault =
                catchThrowableOfType(StageException.class, () -> killed.execute(run, StageName.QAT, StopSignal.NEVER));
        assertThat(fault).isNotNull();
        assertThat(fault.kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(fault).hasMessageContaining("stage qat broke off").hasMessageContaining("signal 9");
        assertThat(scratch()).isEmptyDirectory();
        theEndIsInTheLog(run);
        SmallRuns.Ears ears = new SmallRuns.Ears();
        assertThat(digests(runs.executor(here, ears).execute(run, StageName.QAT, StopSignal.NEVER)))
                .isEqualTo(undisturbed());
        assertThat(ears.notes).anyMatch(note -> note.startsWith("qat: goes on after step "));
    }

    private static void theEndIsInTheLog(RunReference run) throws IOException {
        List<String> logs = BUCKET.keys().stream()
                .filter(key -> key.startsWith(run.prefix() + "logs/03-qat/"))
                .toList();
        assertThat(logs).hasSize(1);
        String[] lines = new String(BUCKET.store().read(logs.get(0)), StandardCharsets.UTF_8).split("\n", -1);
        String last = lines[lines.length - 2];
        assertThat(last).contains("signal 9");
        assertThat(SchemaCheck.problems("log-1.json", last.getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void whatAChildPrintsBesidesItsMessagesIsPassedOver() throws Exception {
        RunReference run = runs.submit(SmallRuns.TEXT, "run");
        StageRunner noisy = runner(ChildJvm.likeThisProcess(FLAGS, List.of(ChildMain.class.getName(), "noisy")), GRACE);
        SmallRuns.Ears ears = new SmallRuns.Ears();
        runs.executor(noisy, ears).execute(run, StageName.FETCH, StopSignal.NEVER);
        assertThat(ears.ends).containsEntry(StageName.FETCH, StageEnd.COMPUTED);
        assertThat(bytesRead).hasPositiveValue();
    }

    @Test
    void aChildThatCannotStartIsATransientFault() throws Exception {
        RunReference run = runs.submit(SmallRuns.TEXT, "run");
        ChildJvm missing = new ChildJvm(folder.resolve("no-java"), FLAGS, "", List.of("none"));
        assertThat(fault(run, missing)).contains("cannot be started", "no-java");
        assertThat(fault(run, ChildJvm.likeThisProcess(FLAGS, List.of("no.such.Main"))))
                .contains("broke off", "exit code 1", "no.such.Main");
        assertThat(scratch()).isEmptyDirectory();
    }

    private String fault(RunReference run, ChildJvm jvm) {
        RunExecutor executor = runs.executor(runner(jvm, GRACE), RunListener.NONE);
        StageException fault = catchThrowableOfType(
                StageException.class, () -> executor.execute(run, StageName.FETCH, StopSignal.NEVER));
        assertThat(fault).isNotNull();
        assertThat(fault.kind()).isEqualTo(ErrorKind.TRANSIENT);
        return String.valueOf(fault.getMessage());
    }

    @Test
    void aChildThatDoesNotStopIsKilledAfterTheGrace() throws Exception {
        RunReference run = runs.submit(SmallRuns.TEXT, "run");
        StageRunner stubborn = runner(
                ChildJvm.likeThisProcess(FLAGS, List.of(ChildMain.class.getName(), "stubborn")),
                Duration.ofMillis(300));
        long children = ProcessHandle.current().children().count();
        StopSignal onceItRuns = () -> ProcessHandle.current().children().count() > children;
        StageStoppedException stopped = catchThrowableOfType(
                StageStoppedException.class,
                () -> runs.executor(stubborn, RunListener.NONE).execute(run, StageName.FETCH, onceItRuns));
        assertThat(stopped).isNotNull();
        assertThat(ProcessHandle.current().children().count()).isEqualTo(children);
    }
}
