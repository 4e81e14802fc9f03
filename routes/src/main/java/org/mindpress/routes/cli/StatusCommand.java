package org.mindpress.routes.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mindpress.processors.device.DeviceRecords;
import org.mindpress.processors.report.DeviceRecord;
import org.mindpress.processors.report.DeviceStatus;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "status", description = "list runs, newest first, or show one")
final class StatusCommand extends BucketCommand {

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "id of a run, or enough of its beginning or end")
    private Optional<String> run = Optional.empty();

    @Option(names = "--limit", defaultValue = "20", description = "longest list (default: ${DEFAULT-VALUE})")
    private int limit = 20;

    StatusCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
        RunStore runs = new RunStore(bucket);
        if (run.isPresent()) {
            RunReference found = find(runs, run.get());
            line(access, runs, found);
            stages(runs, found);
            return ExitCode.PASSED;
        }
        List<RunReference> all = runs.list();
        if (all.isEmpty()) {
            terminal().say("no runs yet; start one with: mindpress run PIPELINE.yaml");
        }
        for (RunReference each : all.stream().limit(limit).toList()) {
            line(access, runs, each);
        }
        return ExitCode.PASSED;
    }

    private void line(StoreAccess access, RunStore runs, RunReference each) throws IOException, CommandFault {
        Optional<RunOutcome> outcome = runs.outcome(each);
        String state;
        if (outcome.isPresent()) {
            state = String.format(
                    Locale.ROOT,
                    "%-12s %s",
                    outcome.get().status(),
                    outcome.get().reason().lines().findFirst().orElse(""));
        } else {
            state = open(access, runs, each);
        }
        terminal().say(String.format(Locale.ROOT, "%s  %-20s %s", each.run().text(), each.pipeline(), state));
    }

    private static String open(StoreAccess access, RunStore runs, RunReference each) throws IOException {
        if (access.api().isPresent()) {
            try {
                var view = access.client()
                        .orElseThrow()
                        .get("/api/runs/" + each.run().text());
                for (var stage : view.path("stages")) {
                    var at = stage.path("progress");
                    if (at.has("total")) {
                        return String.format(
                                Locale.ROOT,
                                "%-12s %s %d/%d %s",
                                "RUNNING",
                                at.path("stage").asText(),
                                at.path("done").asLong(),
                                at.path("total").asLong(),
                                at.path("unit").asText());
                    }
                }
                return view.path("status").asText("WAITING");
            } catch (CommandFault unknownThere) {
                return "WAITING";
            }
        }
        long done = 0;
        for (StageName stage : StageName.values()) {
            done += runs.manifest(each, stage).isPresent() ? 1 : 0;
        }
        return "UNFINISHED   " + done + " stages done";
    }

    private void stages(RunStore runs, RunReference found) throws IOException {
        for (StageName stage : StageName.values()) {
            Optional<StageManifest> manifest = runs.manifest(found, stage);
            manifest.ifPresent(done -> terminal()
                    .say(String.format(
                            Locale.ROOT,
                            "  %-10s %s, %d artifacts",
                            stage.spelling(),
                            done.takenFrom().equals(found.manifestKey(stage))
                                    ? "done " + done.finishedAt()
                                    : "from " + done.takenFrom(),
                            done.outputs().size())));
        }
        Optional<RunOutcome> outcome = runs.outcome(found);
        if (outcome.isPresent()) {
            RunConclusion.table(outcome.get()).forEach(terminal()::say);
            terminal().say(RunConclusion.verdict(outcome.get()));
        }
        List<DeviceRecord> devices = new DeviceRecords(runs.bucket()).of(found);
        devices.forEach(device -> terminal().say(device.statement()));
        if (devices.isEmpty() && runs.manifest(found, StageName.VERIFY).isPresent()) {
            terminal().say(DeviceStatus.NOT_MEASURED + "; see mindpress device-kit");
        }
    }
}
