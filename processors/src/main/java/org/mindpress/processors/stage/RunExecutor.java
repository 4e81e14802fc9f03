package org.mindpress.processors.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineException;
import org.mindpress.processors.pipeline.PipelineParser;
import org.mindpress.processors.pipeline.UriRules;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.CacheEntry;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.Faults;
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
import org.mindpress.storage.ArtifactStore;

/**
 * Works on runs: one stage at a time is adopted, taken from cache or computed, and its manifest settles it. Everything it knows of a run
 * comes from the bucket, so any process can go on where another one ended. Thread-safe; one run belongs to one thread.
 */
public final class RunExecutor {
    private static final DateTimeFormatter ATTEMPT =
            DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmssSSS'z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Duration PERMIT_POLL = Duration.ofMillis(500);

    private final RunStore runs;
    private final ArtifactStore store;
    private final StageCache cache;
    private final Settings settings;
    private final RunListener listener;
    private final Clock clock;
    private final Map<StageName, Stage> stages = new EnumMap<>(StageName.class);

    /**
     * What the process decides.
     *
     * @param environment what results depend on besides inputs and settings
     * @param scratch local folder for working files
     * @param permit file whose lock is this machine's permit for heavy stages
     */
    public record Settings(WorkerEnvironment environment, Path scratch, Path permit) {}

    public RunExecutor(RunStore runs, Settings settings, RunListener listener, Clock clock) {
        this.runs = runs;
        this.store = runs.bucket();
        this.cache = new StageCache(store);
        this.settings = settings;
        this.listener = listener;
        this.clock = clock;
        Stages.all().forEach(stage -> stages.put(stage.name(), stage));
    }

    /** The pipeline as the run's request has it. */
    public Pipeline pipeline(RunReference run) throws IOException, StageException {
        return parse(request(run));
    }

    /** The stages of a pipeline, in order. */
    public static List<StageName> stages(Pipeline pipeline) {
        List<StageName> names = new ArrayList<>(List.of(StageName.values()));
        if (pipeline.stages().qat().isEmpty()) {
            names.remove(StageName.QAT);
        }
        if (pipeline.stages().distill().isEmpty()) {
            names.remove(StageName.DISTILL);
        }
        return List.copyOf(names);
    }

    /** The stages of a run that have no manifest yet, in order. */
    public List<StageName> openStages(RunReference run) throws IOException, StageException {
        List<StageName> open = new ArrayList<>();
        for (StageName stage : stages(pipeline(run))) {
            if (runs.manifest(run, stage).isEmpty()) {
                open.add(stage);
            }
        }
        return open;
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
        try {
            Optional<StageManifest> present = runs.manifest(run, name);
            if (present.isPresent()) {
                end = StageEnd.ADOPTED;
                return present.get();
            }
            Job job = job(run, stage(name), begin);
            StageCache.Answer known = cache.find(job.key);
            if (known.entry().isPresent() && !job.stage.measuresEveryTime()) {
                listener.note(run, name, known.reason());
                end = StageEnd.CACHED;
                return settle(job, known.entry().get());
            }
            StageManifest manifest = compute(job, known.entry(), stop);
            end = StageEnd.COMPUTED;
            return manifest;
        } catch (StageStoppedException e) {
            end = StageEnd.STOPPED;
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw Faults.of(e);
        } finally {
            listener.stageFinished(run, name, end, Duration.between(begin, clock.instant()));
        }
    }

    /** Ends a run whose stages are all done; an end that it already has stands. */
    public RunOutcome finish(RunReference run) throws IOException, StageException {
        Pipeline pipeline = pipeline(run);
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

    private record Job(
            RunReference run,
            Stage stage,
            Pipeline pipeline,
            RunArtifacts artifacts,
            List<StageInput> inputs,
            SortedMap<String, String> settings,
            String key,
            Instant begin) {
        StageName name() {
            return stage.name();
        }
    }

    private Stage stage(StageName name) {
        Stage stage = stages.get(name);
        if (stage == null) {
            throw new IllegalStateException("there is no stage " + name.spelling());
        }
        return stage;
    }

    private Job job(RunReference run, Stage stage, Instant begin) throws IOException, StageException {
        RunRequest request = request(run);
        Pipeline pipeline = parse(request);
        Map<StageName, StageManifest> done = new EnumMap<>(StageName.class);
        for (StageName before : stages(pipeline)) {
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
        RunArtifacts artifacts = new RunArtifacts(request, done);
        List<StageInput> inputs = stage.inputs(pipeline, artifacts);
        SortedMap<String, String> decided = stage.settings(pipeline);
        StageKey key = new StageKey(
                stage.name(),
                decided,
                inputs.stream()
                        .map(input -> new StageKey.NamedDigest(input.name(), input.digest()))
                        .toList(),
                request.seed(),
                settings.environment.threads(),
                settings.environment.nativeClassifier());
        return new Job(run, stage, pipeline, artifacts, inputs, decided, key.sha256(), begin);
    }

    private StageManifest compute(Job job, Optional<CacheEntry> known, StopSignal stop)
            throws IOException, StageException, StageStoppedException {
        StopWatch watch = new StopWatch(runs, job.run, stop, clock);
        Optional<HeavyPermit> permit = job.name().heavy() ? Optional.of(await(job, watch)) : Optional.empty();
        Path scratch = Files.createDirectories(settings.scratch);
        Path own = Files.createTempDirectory(scratch, job.name().spelling() + "-");
        try {
            listener.stageStarted(job.run, job.name());
            String attempt = ATTEMPT.format(clock.instant()) + "-"
                    + ProcessHandle.current().pid();
            Checkpoints checkpoints = new Checkpoints(store, job.run, job.name(), job.key, attempt);
            StageContext context = new StageContext(
                    job.name(),
                    job.pipeline,
                    job.artifacts,
                    job.inputs,
                    RunArtifacts.byName(known.map(CacheEntry::outputs).orElse(List.of())),
                    job.run.stagePrefix(job.name()) + attempt + "/",
                    new StageContext.Worker(
                            store,
                            settings.environment,
                            own,
                            watch::poll,
                            progress -> listener.progress(job.run, progress),
                            note -> listener.note(job.run, job.name(), note),
                            clock),
                    checkpoints);
            context.checkStop();
            job.stage.run(context);
            StageManifest manifest = runs.settle(
                    job.run,
                    job.name(),
                    manifest(job, attempt, context.outputs(), context.measurements(), job.run.manifestKey(job.name())));
            if (known.isEmpty()) {
                cache.add(new CacheEntry(
                        CacheEntry.VERSION,
                        job.key,
                        manifest.takenFrom(),
                        manifest.outputs(),
                        manifest.measurements()));
            }
            checkpoints.clear();
            return manifest;
        } catch (UncheckedIOException e) {
            throw Optional.ofNullable(e.getCause()).orElseGet(() -> new IOException(e));
        } finally {
            delete(own);
            if (permit.isPresent()) {
                permit.get().close();
            }
        }
    }

    private HeavyPermit await(Job job, StopWatch watch) throws IOException, StageStoppedException {
        boolean told = false;
        while (true) {
            Optional<HeavyPermit> permit = HeavyPermit.tryAcquire(settings.permit);
            if (permit.isPresent()) {
                return permit.get();
            }
            Optional<StageStoppedException> stop = watch.poll();
            if (stop.isPresent()) {
                throw stop.get();
            }
            if (!told) {
                listener.note(job.run, job.name(), "queued: another run of this machine computes");
                told = true;
            }
            watch.pause(PERMIT_POLL);
        }
    }

    private StageManifest settle(Job job, CacheEntry entry) throws IOException {
        return runs.settle(
                job.run, job.name(), manifest(job, "", entry.outputs(), entry.measurements(), entry.takenFrom()));
    }

    private StageManifest manifest(
            Job job,
            String attempt,
            List<ArtifactReference> outputs,
            SortedMap<String, Double> measurements,
            String takenFrom) {
        return new StageManifest(
                StageManifest.VERSION,
                job.name().spelling(),
                job.key,
                attempt,
                job.inputs.stream().map(this::reference).toList(),
                outputs,
                job.settings,
                settings.environment.versions(),
                measurements,
                takenFrom,
                job.begin.truncatedTo(ChronoUnit.MILLIS),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /** What is the user's is known by its listing; its size does not matter to anybody. */
    private ArtifactReference reference(StageInput input) {
        return new ArtifactReference(input.name(), input.key(), 0, input.digest());
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

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException fault) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
