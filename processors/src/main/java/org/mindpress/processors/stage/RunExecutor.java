package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.mindpress.processors.run.CacheEntry;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.Faults;
import org.mindpress.processors.run.MachineLock;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageCache;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageKey;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.slf4j.MDC;

/**
 * Works on runs: one stage at a time is adopted, taken from cache or computed, and its manifest settles it. Everything it knows of a run
 * comes from the bucket, so any process can go on where another one ended. Thread-safe; one run belongs to one thread.
 */
public final class RunExecutor {
    private final RunStore runs;
    private final StageCache cache;
    private final DriftConsequences drift;
    private final StageRunner runner;
    private final ComputingPermit permit;
    private final RunEnding ending;
    private final RunListener listener;
    private final Clock clock;
    private final Map<StageName, Stage> stages = new EnumMap<>(StageName.class);

    /**
     * An executor.
     *
     * @param runner where the stages compute
     * @param permit file whose lock is this machine's permit for heavy stages; empty when somebody else holds it for this process
     */
    public RunExecutor(RunStore runs, StageRunner runner, Optional<Path> permit, RunListener listener, Clock clock) {
        this.runs = runs;
        this.cache = new StageCache(runs.bucket());
        this.drift = new DriftConsequences(runs);
        this.runner = runner;
        this.permit = new ComputingPermit(permit, listener);
        this.ending = new RunEnding(runs, drift, listener, clock);
        this.listener = listener;
        this.clock = clock;
        Stages.all().forEach(stage -> stages.put(stage.name(), stage));
    }

    /** The stages of a run that have no manifest yet and are needed, in order. */
    public List<StageName> openStages(RunReference run) throws IOException, StageException {
        List<StageName> open = new ArrayList<>();
        for (StageName stage : StageSequence.of(request(run)).names()) {
            if (runs.manifest(run, stage).isEmpty() && isNeeded(run, stage)) {
                open.add(stage);
            }
        }
        return open;
    }

    /** Whether a stage is needed: none is behind {@code drift} when that found nothing to do. */
    public boolean isNeeded(RunReference run, StageName stage) throws IOException {
        return stage.compareTo(StageName.DRIFT) <= 0 || drift.nothingToDo(run).isEmpty();
    }

    /**
     * Sees to it that a stage is done.
     *
     * @param stop raised when this process shall end
     * @return the manifest that counts
     * @throws StageException when it cannot be done; transient ones may be tried again
     * @throws StageStoppedException when the process shall end or the run was cancelled
     */
    public StageManifest execute(RunReference run, StageName name, StopSignal stop)
            throws StageException, StageStoppedException {
        Instant begin = clock.instant();
        StageEnd end = StageEnd.FAILED;
        MDC.put("stage", name.spelling());
        try {
            Optional<StageManifest> present = runs.manifest(run, name);
            if (present.isPresent()) {
                end = StageEnd.ADOPTED;
                return present.get();
            }
            Optional<StageManifest> kept = kept(run, name, begin);
            if (kept.isPresent()) {
                end = StageEnd.CACHED;
                return runs.settle(run, name, kept.get());
            }
            Stage stage = stage(name);
            StageTask task = task(run, stage, begin, new StopWatch(runs, run, stop, clock));
            Optional<CacheEntry> known = task.work().known();
            if (known.isPresent() && !stage.measuresEveryTime()) {
                end = StageEnd.CACHED;
                return settle(task, known.get());
            }
            StageManifest manifest = compute(task);
            end = StageEnd.COMPUTED;
            return manifest;
        } catch (StageStoppedException e) {
            end = StageEnd.STOPPED;
            throw e;
        } catch (StageException | IOException | RuntimeException | OutOfMemoryError e) {
            StageException fault = Faults.of(e);
            listener.stageFailed(run, name, fault.kind());
            throw fault;
        } finally {
            MDC.remove("stage");
            listener.stageFinished(run, name, end, Duration.between(begin, clock.instant()));
        }
    }

    /** Ends a run whose stages are all done; an end that it already has stands. */
    public RunOutcome finish(RunReference run) throws IOException, StageException {
        return ending.finished(run, StageSequence.of(request(run)).pipeline());
    }

    /** Ends a run that a stage could not go on with. */
    public RunOutcome fail(RunReference run, StageName stage, StageException fault) throws IOException {
        return ending.failed(run, stage, fault);
    }

    /** Ends a run that was cancelled. */
    public RunOutcome cancelled(RunReference run, StageName stage) throws IOException {
        return ending.cancelled(run, stage);
    }

    /** What was trained before, where only the ranges do not fit the new data. */
    private Optional<StageManifest> kept(RunReference run, StageName stage, Instant begin)
            throws IOException, StageException {
        Optional<Baseline> trainedBy = drift.trainedBy(request(run), stage);
        if (trainedBy.isEmpty()) {
            return Optional.empty();
        }
        listener.note(run, stage, "kept as run " + trainedBy.get().run() + " trained it: only ranges do not fit");
        return trainedBy.get().training(stage, runs, begin, clock.instant());
    }

    private Stage stage(StageName name) {
        Stage stage = stages.get(name);
        if (stage == null) {
            throw new IllegalStateException("there is no stage " + name.spelling());
        }
        return stage;
    }

    private StageTask task(RunReference run, Stage stage, Instant begin, StopWatch watch)
            throws IOException, StageException {
        RunRequest request = request(run);
        StageSequence sequence = StageSequence.of(request);
        Map<StageName, StageManifest> done = new EnumMap<>(StageName.class);
        for (StageName before : sequence.names()) {
            if (before == stage.name()) {
                break;
            }
            done.put(
                    before,
                    runs.manifest(run, before)
                            .orElseThrow(() -> new StageException(
                                    ErrorKind.INTERNAL,
                                    run + ": stage " + before.spelling() + " must be done before "
                                            + stage.name().spelling())));
        }
        RunArtifacts artifacts = new RunArtifacts(request, done, Baseline.of(request, runs.bucket()));
        List<StageInput> inputs = stage.inputs(sequence.pipeline(), artifacts);
        SortedMap<String, String> decided = stage.settings(sequence.pipeline());
        WorkerEnvironment environment = runner.environment();
        StageKey key = new StageKey(
                stage.name(),
                decided,
                inputs.stream()
                        .map(input -> new StageKey.NamedDigest(input.name(), input.digest()))
                        .toList(),
                request.seed(),
                environment.threads(),
                environment.nativeClassifier());
        boolean afresh =
                runs.rerun(run).filter(rerun -> rerun.computes(stage.name())).isPresent();
        StageCache.Answer known = afresh
                ? new StageCache.Answer(Optional.empty(), "computed again on request")
                : cache.find(key.sha256());
        if (known.entry().isPresent() && !stage.measuresEveryTime()) {
            listener.note(run, stage.name(), known.reason());
        }
        StageTask.Work work = new StageTask.Work(
                stage, sequence.pipeline(), artifacts, inputs, decided, key.sha256(), known.entry(), begin);
        return new StageTask(run, work, environment, watch, listener);
    }

    private StageManifest compute(StageTask task) throws IOException, StageException, StageStoppedException {
        Optional<MachineLock> held = permit.await(task);
        try {
            listener.stageStarted(task.run(), task.name());
            return runner.run(task);
        } finally {
            if (held.isPresent()) {
                held.get().close();
            }
        }
    }

    private StageManifest settle(StageTask task, CacheEntry entry) throws IOException {
        return runs.settle(
                task.run(),
                task.name(),
                task.manifest("", entry.outputs(), entry.measurements(), entry.takenFrom(), clock.instant()));
    }

    private RunRequest request(RunReference run) throws IOException, StageException {
        return runs.request(run)
                .orElseThrow(() -> new StageException(ErrorKind.USER, "there is no run " + run + " in the bucket"));
    }
}
