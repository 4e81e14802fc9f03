package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineException;
import org.mindpress.processors.pipeline.PipelineParser;
import org.mindpress.processors.pipeline.UriRules;
import org.mindpress.processors.run.CacheEntry;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.Faults;
import org.mindpress.processors.run.MachineLock;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStatus;
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
    private static final Duration PERMIT_POLL = Duration.ofMillis(500);

    private final RunStore runs;
    private final StageCache cache;
    private final DriftConsequences drift;
    private final StageRunner runner;
    private final Optional<Path> permit;
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
        this.permit = permit;
        this.listener = listener;
        this.clock = clock;
        Stages.all().forEach(stage -> stages.put(stage.name(), stage));
    }

    /** The pipeline as the run's request has it. */
    public Pipeline pipeline(RunReference run) throws IOException, StageException {
        return parse(request(run));
    }

    /** The stages of a pipeline whose data are not compared with earlier ones, in order. */
    public static List<StageName> stages(Pipeline pipeline) {
        List<StageName> names = new ArrayList<>(List.of(StageName.values()));
        names.remove(StageName.DRIFT);
        if (pipeline.stages().qat().isEmpty()) {
            names.remove(StageName.QAT);
        }
        if (pipeline.stages().distill().isEmpty()) {
            names.remove(StageName.DISTILL);
        }
        return List.copyOf(names);
    }

    /** The stages that a run was asked for, in order. */
    public static List<StageName> stages(RunRequest request) throws StageException {
        return stages(request, parse(request));
    }

    private static List<StageName> stages(RunRequest request, Pipeline pipeline) {
        List<StageName> names = new ArrayList<>(stages(pipeline));
        if (request.inputs().containsKey(RunRequest.BASELINE)) {
            names.add(names.indexOf(StageName.FETCH) + 1, StageName.DRIFT);
        }
        return List.copyOf(names);
    }

    /** The stages of a run that have no manifest yet and are needed, in order. */
    public List<StageName> openStages(RunReference run) throws IOException, StageException {
        List<StageName> open = new ArrayList<>();
        for (StageName stage : stages(request(run))) {
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
        Pipeline pipeline = pipeline(run);
        Optional<StageManifest> unchanged = drift.nothingToDo(run);
        if (unchanged.isPresent()) {
            String reason = drift.reason(unchanged.get());
            return end(
                    run,
                    RunStatus.UNCHANGED,
                    reason,
                    "",
                    ErrorKind.NONE,
                    unchanged.get().measurements());
        }
        StageManifest verified = runs.manifest(run, StageName.VERIFY)
                .orElseThrow(() -> new StageException(ErrorKind.INTERNAL, run + " has not been verified yet"));
        Figures.Judgement judgement = Figures.judge(verified.measurements(), pipeline);
        SortedMap<String, Double> figures = new TreeMap<>(verified.measurements());
        pipeline.gateDropPoints().ifPresent(gate -> figures.put(Figures.GATE, gate));
        return end(run, judgement.status(), judgement.reason(), "", ErrorKind.NONE, figures);
    }

    /** Ends a run that a stage could not go on with. */
    public RunOutcome fail(RunReference run, StageName stage, StageException fault) throws IOException {
        return end(
                run,
                RunStatus.ERROR,
                String.valueOf(fault.getMessage()),
                stage.spelling(),
                fault.kind(),
                new TreeMap<>());
    }

    /** Ends a run that was cancelled. */
    public RunOutcome cancelled(RunReference run, StageName stage) throws IOException {
        String reason = runs.cancellation(run).map(cancel -> cancel.reason()).orElse("cancelled");
        return end(run, RunStatus.CANCELLED, reason, stage.spelling(), ErrorKind.NONE, new TreeMap<>());
    }

    private RunOutcome end(
            RunReference run,
            RunStatus status,
            String reason,
            String stage,
            ErrorKind kind,
            SortedMap<String, Double> figures)
            throws IOException {
        Instant submitted = runs.request(run).map(RunRequest::submittedAt).orElse(clock.instant());
        RunOutcome outcome = runs.finish(
                run,
                new RunOutcome(
                        RunOutcome.VERSION,
                        run.pipeline(),
                        run.run().text(),
                        status,
                        reason,
                        stage,
                        kind,
                        figures,
                        submitted,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        listener.runFinished(run, outcome);
        return outcome;
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
        Pipeline pipeline = parse(request);
        Map<StageName, StageManifest> done = new EnumMap<>(StageName.class);
        for (StageName before : stages(request, pipeline)) {
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
        List<StageInput> inputs = stage.inputs(pipeline, artifacts);
        SortedMap<String, String> decided = stage.settings(pipeline);
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
        StageTask.Work work =
                new StageTask.Work(stage, pipeline, artifacts, inputs, decided, key.sha256(), known.entry(), begin);
        return new StageTask(run, work, environment, watch, listener);
    }

    private StageManifest compute(StageTask task) throws IOException, StageException, StageStoppedException {
        Optional<MachineLock> held =
                permit.isPresent() && task.name().heavy() ? Optional.of(await(permit.get(), task)) : Optional.empty();
        try {
            listener.stageStarted(task.run(), task.name());
            return runner.run(task);
        } finally {
            if (held.isPresent()) {
                held.get().close();
            }
        }
    }

    private MachineLock await(Path file, StageTask task) throws IOException, StageStoppedException {
        boolean told = false;
        while (true) {
            Optional<MachineLock> free = MachineLock.tryAcquire(file);
            if (free.isPresent()) {
                return free.get();
            }
            Optional<StageStoppedException> stop = task.stop();
            if (stop.isPresent()) {
                throw stop.get();
            }
            if (!told) {
                listener.note(task.run(), task.name(), "queued: another run of this machine computes");
                told = true;
            }
            task.watch().pause(PERMIT_POLL);
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

    /** Files that the pipeline names were copied into the bucket at submission; here they only have to be readable as names. */
    private static Pipeline parse(RunRequest request) throws StageException {
        Path root = Path.of("/");
        try {
            return new PipelineParser(new UriRules(root, List.of(root)))
                    .parse(request.pipeline(), request.pipelineText());
        } catch (PipelineException e) {
            throw new StageException(ErrorKind.USER, String.valueOf(e.getMessage()), e);
        }
    }
}
