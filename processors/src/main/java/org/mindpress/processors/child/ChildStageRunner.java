package org.mindpress.processors.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mindpress.processors.child.ChildMessage.Described;
import org.mindpress.processors.child.ChildMessage.End;
import org.mindpress.processors.child.ChildMessage.Failed;
import org.mindpress.processors.child.ChildMessage.Stopped;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.stage.ScratchFolder;
import org.mindpress.processors.stage.StageRunner;
import org.mindpress.processors.stage.StageStoppedException;
import org.mindpress.processors.stage.StageTask;
import org.mindpress.processors.stage.WorkerEnvironment;
import org.mindpress.storage.StoreSettings;
import org.mindpress.storage.TransferListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each stage in a child JVM: a crash of native code or a kill for want of memory is a transient fault of the stage, and this process loads
 * no native library. What a child logs is kept in the bucket, beside its stage. A child that outlives the grace after a stop is killed, and a child whose parent dies ends at once. Thread-safe.
 */
public final class ChildStageRunner implements StageRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ChildStageRunner.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(2);

    private final ChildJvm jvm;
    private final RunStore runs;
    private final StoreSettings store;
    private final Settings settings;
    private final LiveLogs logs;
    private final TransferListener transfers;
    private final Clock clock;
    private @Nullable WorkerEnvironment environment;

    /**
     * What the process decides.
     *
     * @param scratch local folder for the children's files
     * @param grace from the wish to stop to the kill: the time for one batch and a checkpoint
     */
    public record Settings(Path scratch, Duration grace) {}

    /**
     * A runner.
     *
     * @param store the bucket, as a child reaches it
     * @param logs has what the children log, while they run
     * @param transfers hears what a child moved, when it ends
     */
    public ChildStageRunner(
            ChildJvm jvm,
            RunStore runs,
            StoreSettings store,
            Settings settings,
            LiveLogs logs,
            TransferListener transfers,
            Clock clock) {
        this.jvm = jvm;
        this.runs = runs;
        this.store = store;
        this.settings = settings;
        this.logs = logs;
        this.transfers = transfers;
        this.clock = clock;
    }

    @Override
    public synchronized WorkerEnvironment environment() throws IOException, StageException {
        WorkerEnvironment known = environment;
        if (known == null) {
            known = askAChild();
            environment = known;
        }
        return known;
    }

    private WorkerEnvironment askAChild() throws IOException, StageException {
        CompletableFuture<WorkerEnvironment> answer = new CompletableFuture<>();
        Path own = folder("environment");
        try (ChildProcess child = start(own, ChildOrder.DESCRIBE, message -> {
            if (message instanceof Described described) {
                answer.complete(described.environment());
            }
        })) {
            if (!child.hasEnded(LONGEST_LOOK)) {
                throw new StageException(
                        ErrorKind.TRANSIENT, "a stage cannot be started: no answer in " + LONGEST_LOOK);
            }
            child.lastMessage();
            if (!answer.isDone()) {
                throw new StageException(ErrorKind.TRANSIENT, "a stage cannot be started: " + child.obituary());
            }
            return answer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StageException(ErrorKind.TRANSIENT, "interrupted", e);
        } finally {
            ScratchFolder.delete(own);
        }
    }

    @Override
    public StageManifest run(StageTask task) throws IOException, StageException, StageStoppedException {
        Optional<StageStoppedException> early = task.stop();
        if (early.isPresent()) {
            throw early.get();
        }
        Path own = folder(task.name().spelling());
        ChildLog log = new ChildLog(runs.bucket(), task.run(), task.name(), own.resolve(ChildJvm.LOG), clock);
        logs.opened(log);
        ChildOrder order = new ChildOrder(Optional.of(new ChildOrder.Work(task.run(), task.name(), store, own)));
        try (ChildProcess child = start(own, order, message -> hear(task, message))) {
            LOG.info("run {}: stage {} in process {}", task.run(), task.name().spelling(), child.pid());
            Optional<StageStoppedException> asked = await(child, task);
            return conclude(child, task, asked);
        } catch (StageException e) {
            log.add(String.valueOf(e.getMessage()));
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StageStoppedException(false);
        } finally {
            log.keep();
            logs.kept(log);
            ScratchFolder.delete(own);
        }
    }

    private Path folder(String name) throws IOException {
        Files.createDirectories(settings.scratch());
        return Files.createTempDirectory(settings.scratch(), name + "-");
    }

    private ChildProcess start(Path own, ChildOrder order, Consumer<ChildMessage> listener) throws StageException {
        try {
            return ChildProcess.start(jvm, own, order, listener);
        } catch (IOException e) {
            throw new StageException(ErrorKind.TRANSIENT, "a stage cannot be started: " + e.getMessage(), e);
        }
    }

    private void hear(StageTask task, ChildMessage message) {
        if (message instanceof ChildMessage.Progress at) {
            task.listener().progress(task.run(), at.progress());
        } else if (message instanceof ChildMessage.Note note) {
            task.listener().note(task.run(), task.name(), note.text());
        } else if (message instanceof ChildMessage.Transfers moved) {
            transfers.bytesRead(moved.read());
            transfers.bytesWritten(moved.written());
        }
    }

    /** Waits for the end of the child; the reason why it was asked to stop, if it was. */
    private Optional<StageStoppedException> await(ChildProcess child, StageTask task) throws InterruptedException {
        Optional<StageStoppedException> asked = Optional.empty();
        long since = System.nanoTime();
        while (!child.hasEnded(LOOK)) {
            if (asked.isEmpty()) {
                asked = task.stop();
                if (asked.isPresent()) {
                    child.askToStop();
                }
            }
            if (asked.isEmpty() && !child.hasSaidItsLast()) {
                since = System.nanoTime();
            } else if (System.nanoTime() - since > settings.grace().toNanos()) {
                LOG.warn(
                        "run {}: stage {}: process {} does not end and is killed",
                        task.run(),
                        task.name().spelling(),
                        child.pid());
                child.kill();
                since = System.nanoTime();
            }
        }
        return asked;
    }

    private StageManifest conclude(ChildProcess child, StageTask task, Optional<StageStoppedException> asked)
            throws IOException, StageException, StageStoppedException, InterruptedException {
        Optional<End> end = child.lastMessage();
        if (end.isPresent() && end.get() instanceof ChildMessage.Done) {
            Optional<StageManifest> manifest = runs.manifest(task.run(), task.name());
            return manifest.orElseThrow(() -> new StageException(
                    ErrorKind.INTERNAL,
                    "stage " + task.name().spelling() + ": its process says that it is done and left no manifest"));
        }
        if (end.isPresent() && end.get() instanceof Failed failed) {
            throw failed.fault();
        }
        if (end.isPresent() && end.get() instanceof Stopped stopped && stopped.cancelled()) {
            throw stopped.fault();
        }
        if (asked.isPresent()) {
            throw asked.get();
        }
        // a stop that nobody here asked for: somebody else sent a signal
        throw new StageException(
                ErrorKind.TRANSIENT, "stage " + task.name().spelling() + " broke off: " + child.obituary());
    }
}
