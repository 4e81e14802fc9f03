package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.mindpress.processors.device.DeviceRecords;
import org.mindpress.processors.run.CancelRecord;
import org.mindpress.processors.run.Claims;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.ProcessTable;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.run.WorkerProcess;
import org.mindpress.storage.ArtifactStore;

/** The runs of a bucket that this process can reach itself; how far an open one is the process says that works on it. */
final class BucketRuns implements RunRegistry {
    private static final String CANCELLED = "cancelled on request";

    private final RunStore runs;
    private final Optional<ApiClient> owner;
    private final Clock clock;

    /**
     * Runs of a bucket.
     *
     * @param access whose owning process is asked about open runs, when it can be
     */
    BucketRuns(StoreAccess access, ArtifactStore bucket, Clock clock) {
        this.runs = new RunStore(bucket);
        this.owner = access.client();
        this.clock = clock;
    }

    @Override
    public List<Line> list(int limit) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (RunReference run : runs.list().stream().limit(limit).toList()) {
            lines.add(line(run, runs.outcome(run)));
        }
        return lines;
    }

    @Override
    public Details details(String text) throws IOException, CommandFault {
        RunReference run = find(text);
        Optional<RunOutcome> outcome = runs.outcome(run);
        List<Stage> stages = new ArrayList<>();
        for (StageName stage : StageName.values()) {
            runs.manifest(run, stage)
                    .map(manifest -> stage(stage, run.manifestKey(stage), manifest))
                    .ifPresent(stages::add);
        }
        return new Details(line(run, outcome), stages, outcome, new DeviceRecords(runs.bucket()).of(run));
    }

    private static Stage stage(StageName stage, String key, StageManifest manifest) {
        return new Stage(
                stage.spelling(),
                manifest.takenFrom().equals(key)
                        ? RunLines.doneAt(manifest.finishedAt().toString())
                        : RunLines.takenFrom(manifest.takenFrom()),
                manifest.outputs().size());
    }

    private Line line(RunReference run, Optional<RunOutcome> outcome) throws IOException {
        String state = outcome.isPresent()
                ? RunLines.ended(outcome.get().status().name(), outcome.get().reason())
                : open(run);
        return new Line(run.run().text(), run.pipeline(), state);
    }

    private String open(RunReference run) throws IOException {
        if (owner.isPresent()) {
            try {
                JsonNode view = owner.get().get("/api/runs/" + run.run().text());
                return RunLines.open(
                        ServerRuns.progress(view), view.path("status").asText(RunLines.WAITING));
            } catch (CommandFault unknownThere) {
                return RunLines.open(MissingNode.getInstance(), RunLines.WAITING);
            }
        }
        long done = 0;
        for (StageName stage : StageName.values()) {
            done += runs.manifest(run, stage).isPresent() ? 1 : 0;
        }
        return "UNFINISHED   " + done + " stages done";
    }

    @Override
    public Cancelled cancel(String text) throws IOException, CommandFault {
        RunReference run = find(text);
        String id = run.run().text();
        Optional<RunOutcome> outcome = runs.outcome(run);
        if (outcome.isPresent()) {
            throw RunLines.over(id, outcome.get());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        runs.cancel(run, new CancelRecord(CancelRecord.VERSION, CANCELLED, "command line", now));
        Claims.Answer answer =
                new Claims(runs.bucket(), WorkerProcess.current(host()), ProcessTable.local(), clock).claim(run);
        if (answer.claim().isEmpty()) {
            return new Cancelled(id, Optional.of(answer.holder()));
        }
        end(run, now);
        answer.claim().get().release();
        return new Cancelled(id, Optional.empty());
    }

    private void end(RunReference run, Instant now) throws IOException {
        Instant submitted =
                runs.request(run).map(request -> request.submittedAt()).orElse(now);
        runs.finish(
                run,
                new RunOutcome(
                        RunOutcome.VERSION,
                        run.pipeline(),
                        run.run().text(),
                        RunStatus.CANCELLED,
                        CANCELLED,
                        "",
                        ErrorKind.NONE,
                        new TreeMap<>(),
                        submitted,
                        now));
    }

    private RunReference find(String text) throws IOException, CommandFault {
        return BucketCommand.find(runs, text);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
