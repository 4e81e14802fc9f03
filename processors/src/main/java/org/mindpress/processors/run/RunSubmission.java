package org.mindpress.processors.run;

import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.mindpress.processors.pipeline.ModelUri;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.storage.ArtifactStore;

/** Turns a pipeline and a trigger into a run, at most one for equal triggers. Thread-safe. */
public final class RunSubmission {
    private final RunStore runs;
    private final ArtifactStore store;
    private final UserModels models;
    private final Clock clock;

    public RunSubmission(RunStore runs, Clock clock) {
        this.runs = runs;
        this.store = runs.bucket();
        this.models = new UserModels(store);
        this.clock = clock;
    }

    /**
     * What became of a trigger.
     *
     * @param run the run of the trigger
     * @param created whether this call created it; false when an equal trigger did before
     */
    public record Submitted(RunReference run, boolean created) {}

    /**
     * Looks at everything of the user's that the pipeline reads; files are copied into the bucket under their digest.
     *
     * @return data, model and, where another one is named, teacher; see {@link UserModels} for models with data files
     * @throws StageException of kind USER naming everything that is missing
     */
    public SortedMap<String, InputReference> inputs(Pipeline pipeline) throws IOException, StageException {
        SortedMap<String, InputReference> inputs = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        DataListing data = DataListing.of(store, pipeline.data().prefix());
        if (data.isEmpty()) {
            problems.add("dataset " + pipeline.data().set() + ": there is no object under "
                    + pipeline.data().prefix() + "; upload it with: mindpress put FOLDER "
                    + pipeline.data().prefix());
        } else {
            inputs.put(RunRequest.DATA, new InputReference(data.prefix(), data.digest()));
        }
        inputs.putAll(models.references("model", pipeline.model(), problems));
        Optional<ModelUri> teacher = pipeline.stages().distill().flatMap(distill -> distill.teacher());
        if (teacher.isPresent()) {
            inputs.putAll(models.references("teacher", teacher.get(), problems));
        }
        if (!problems.isEmpty()) {
            throw new StageException(ErrorKind.USER, String.join("\n", problems));
        }
        return inputs;
    }

    /** Starts the run of a trigger, or finds the one that an equal trigger started. */
    public Submitted submit(
            Pipeline pipeline,
            String pipelineText,
            TriggerKey trigger,
            SortedMap<String, InputReference> inputs,
            String submittedBy)
            throws IOException {
        RunReference run = identify(pipeline.name(), trigger);
        boolean created = runs.create(new RunRequest(
                RunRequest.VERSION,
                pipeline.name(),
                run.run().text(),
                trigger,
                pipelineText,
                inputs,
                pipeline.seed(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                submittedBy));
        return new Submitted(run, created);
    }

    /**
     * Starts a run that is asked what an ended one was asked, with the same inputs, or finds the one that an equal trigger started.
     *
     * @param of request of the ended run
     * @param from first stage that is computed even when the cache has it, with all behind it; empty when everything may come from cache
     */
    public Submitted repeat(RunRequest of, Optional<StageName> from, TriggerKey trigger, String submittedBy)
            throws IOException {
        RunReference run = identify(of.pipeline(), trigger);
        // first, so that nobody can work on the run without knowing of it
        store.create(
                run.rerunKey(),
                Documents.write(new RerunRecord(
                        RerunRecord.VERSION,
                        of.run(),
                        from.map(StageName::spelling).stream().toList())));
        boolean created = runs.create(new RunRequest(
                RunRequest.VERSION,
                of.pipeline(),
                run.run().text(),
                trigger,
                of.pipelineText(),
                of.inputs(),
                of.seed(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                submittedBy));
        return new Submitted(run, created);
    }

    /** The command line: continues the unfinished run of the same text and inputs, otherwise starts another. */
    public Submitted submitFromCommandLine(
            Pipeline pipeline, String pipelineText, SortedMap<String, InputReference> inputs, String submittedBy)
            throws IOException {
        SortedMap<String, String> digests = new TreeMap<>();
        inputs.forEach((name, input) -> digests.put(name, input.digest()));
        TriggerKey key = unfinished(
                pipeline.name(),
                repetition -> TriggerKey.commandLine(pipeline.name(), pipelineText, digests, repetition));
        return submit(pipeline, pipelineText, key, inputs, submittedBy);
    }

    /** The same for a run once more: continues the unfinished one of the same ended run from the same stage. */
    public Submitted repeatFromCommandLine(RunRequest of, Optional<StageName> from, String submittedBy)
            throws IOException {
        String stage = from.map(StageName::spelling).orElse("");
        TriggerKey key =
                unfinished(of.pipeline(), repetition -> TriggerKey.retry(of.pipeline(), of.run(), stage, repetition));
        return repeat(of, from, key, submittedBy);
    }

    /** The first of these triggers that has no run, or one that is not over. */
    private TriggerKey unfinished(String pipeline, IntFunction<TriggerKey> keys) throws IOException {
        for (int repetition = 0; ; repetition++) {
            TriggerKey key = keys.apply(repetition);
            Optional<RunReference> known = known(pipeline, key);
            if (known.isEmpty() || store.stat(known.get().outcomeKey()).isEmpty()) {
                return key;
            }
        }
    }

    private RunReference identify(String pipeline, TriggerKey trigger) throws IOException {
        RunId fresh = RunId.of(clock.instant(), trigger);
        boolean first = store.create(
                indexKey(pipeline, trigger),
                Documents.write(new TriggerRecord(TriggerRecord.VERSION, trigger.sha256(), fresh.text())));
        if (first) {
            return new RunReference(pipeline, fresh);
        }
        return known(pipeline, trigger)
                .orElseThrow(() -> new IOException(indexKey(pipeline, trigger) + " came and went"));
    }

    private Optional<RunReference> known(String pipeline, TriggerKey trigger) throws IOException {
        String key = indexKey(pipeline, trigger);
        Optional<byte[]> bytes = store.find(key);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        TriggerRecord found = Documents.read(key, bytes.get(), TriggerRecord.class);
        if (!found.triggerKey().equals(trigger.sha256())) {
            throw new IOException(key + " belongs to another trigger: " + found.triggerKey());
        }
        return Optional.of(new RunReference(pipeline, new RunId(found.run())));
    }

    private static String indexKey(String pipeline, TriggerKey trigger) {
        return "triggers/" + pipeline + "/" + trigger.shortDigits() + ".json";
    }
}
