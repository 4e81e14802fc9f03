package org.mindpress.routes.service;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.mindpress.engine.importer.ModelFile;
import org.mindpress.processors.pipeline.NewData;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineException;
import org.mindpress.processors.pipeline.PipelineParser;
import org.mindpress.processors.pipeline.UriRules;
import org.mindpress.processors.release.DriftBaseline;
import org.mindpress.processors.run.DataListing;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.InputReference;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.processors.run.UserModels;
import org.mindpress.processors.stage.ModelAdmission;
import org.mindpress.storage.ArtifactStore;

/** The one door for runs: whatever the trigger, a run is written only when everything that it reads is there and fits. Thread-safe. */
public final class Submissions {
    private static final PipelineParser FROM_THE_NETWORK = new PipelineParser(UriRules.bucketOnly());

    private final ArtifactStore bucket;
    private final RunSubmission submission;
    private final PipelineStore pipelines;
    private final DriftBaseline baseline;
    private final Clock clock;

    public Submissions(ArtifactStore bucket, Clock clock) {
        this.bucket = bucket;
        this.submission = new RunSubmission(new RunStore(bucket), clock);
        this.pipelines = new PipelineStore(bucket);
        this.baseline = new DriftBaseline(bucket);
        this.clock = clock;
    }

    /** A pipeline that names nothing outside the bucket. */
    public static Pipeline parse(String name, String text) throws PipelineException {
        return FROM_THE_NETWORK.parse(name, text);
    }

    /** The command line: continues the unfinished run of the same text and inputs. */
    public Submitted commandLine(Pipeline pipeline, String text) throws IOException, StageException {
        return commandLine(pipeline, text, "command line");
    }

    /** The same for somebody whose command line is elsewhere. */
    Submitted commandLine(Pipeline pipeline, String text, String by) throws IOException, StageException {
        SortedMap<String, InputReference> inputs = admitted(pipeline);
        register(pipeline, text, by);
        return submission.submitFromCommandLine(pipeline, text, inputs, by);
    }

    /** Any other trigger. */
    Submitted submit(Pipeline pipeline, String text, TriggerKey trigger, String by) throws IOException, StageException {
        SortedMap<String, InputReference> inputs = admitted(pipeline);
        register(pipeline, text, by);
        return submission.submit(pipeline, text, trigger, inputs, by);
    }

    /** New data for a pipeline: at most one run for one listing. */
    Submitted onData(Pipeline pipeline, String text, String by) throws IOException, StageException {
        DataListing listing = DataListing.of(bucket, pipeline.data().prefix());
        return submission.submit(
                pipeline, text, TriggerKey.event(pipeline.name(), text, listing), compared(pipeline, text), by);
    }

    /** New data as they were listed; empty when they have changed since. */
    Optional<Submitted> onData(Pipeline pipeline, String text, DataListing listing) throws IOException, StageException {
        SortedMap<String, InputReference> inputs = compared(pipeline, text);
        boolean same = Optional.ofNullable(inputs.get("data"))
                .filter(data -> data.digest().equals(listing.digest()))
                .isPresent();
        if (!same) {
            return Optional.empty();
        }
        TriggerKey trigger = TriggerKey.event(pipeline.name(), text, listing);
        return Optional.of(submission.submit(pipeline, text, trigger, inputs, "new data"));
    }

    /** The clock, for a registered pipeline. */
    Submitted onSchedule(String name, Instant scheduled, String by) throws IOException, StageException {
        String text = registered(name);
        Pipeline pipeline = parseRegistered(name, text);
        return submission.submit(
                pipeline, text, TriggerKey.schedule(name, scheduled), admitted(pipeline), by + ", for " + scheduled);
    }

    /** The text of a registered pipeline. */
    String registered(String name) throws IOException, StageException {
        Optional<String> text = pipelines.latest(name);
        if (text.isPresent()) {
            return text.get();
        }
        throw new StageException(
                ErrorKind.USER,
                "there is no pipeline '" + name + "' in the bucket; registered are " + pipelines.names()
                        + ". Remedy: send the pipeline file itself");
    }

    static Pipeline parseRegistered(String name, String text) throws StageException {
        try {
            return parse(name, text);
        } catch (PipelineException e) {
            throw new StageException(ErrorKind.USER, String.valueOf(e.getMessage()), e);
        }
    }

    /** With what new data are to be compared with, where the pipeline wants that and there is something. */
    private SortedMap<String, InputReference> compared(Pipeline pipeline, String text)
            throws IOException, StageException {
        SortedMap<String, InputReference> inputs = admitted(pipeline);
        if (pipeline.data().newData() == NewData.DRIFT) {
            baseline.find(pipeline.name(), text, inputs)
                    .ifPresent(calibration -> inputs.put(RunRequest.BASELINE, calibration));
        }
        return inputs;
    }

    private SortedMap<String, InputReference> admitted(Pipeline pipeline) throws IOException, StageException {
        SortedMap<String, InputReference> inputs = submission.inputs(pipeline);
        // read where the pipeline names it, so that messages name what the user named
        List<String> problems = new ArrayList<>();
        Optional<ModelFile> model = new UserModels(bucket).open("model", pipeline.model(), problems);
        if (model.isEmpty()) {
            throw new StageException(ErrorKind.USER, String.join("\n", problems));
        }
        ModelAdmission.admit(model.get(), pipeline);
        return inputs;
    }

    /** Keeps a pipeline for schedules and events; one that reads local files is of this machine only and is not kept. */
    private void register(Pipeline pipeline, String text, String by) throws IOException {
        try {
            parse(pipeline.name(), text);
        } catch (PipelineException localFiles) {
            return;
        }
        pipelines.register(pipeline.name(), text, by, clock.instant());
    }
}
