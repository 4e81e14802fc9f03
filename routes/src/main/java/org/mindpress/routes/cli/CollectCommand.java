package org.mindpress.routes.cli;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.mindpress.processors.retention.Retention;
import org.mindpress.processors.retention.RetentionPlan;
import org.mindpress.processors.retention.RetentionSettings;
import org.mindpress.processors.run.MachineLock;
import org.mindpress.routes.service.ServiceSettings;
import org.mindpress.storage.StoredObject;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "gc",
        description =
                "remove cache entries that nobody used and artifacts of old runs; never what a release or an open run"
                        + " needs")
final class CollectCommand extends BucketCommand {

    @Option(names = "--dry-run", description = "only say what would go, object by object")
    private boolean dryRun;

    @Option(
            names = "--cache-days",
            paramLabel = "DAYS",
            description = "cache entries unused for so long go (default: 30)")
    private long cacheDays = RetentionSettings.DEFAULT.cacheUnused().toDays();

    @Option(
            names = "--run-days",
            paramLabel = "DAYS",
            description = "artifacts of runs that ended so long ago go (default: 90)")
    private long runDays = RetentionSettings.DEFAULT.runAge().toDays();

    @Option(
            names = "--keep-runs",
            paramLabel = "NUMBER",
            description = "the newest runs of each pipeline keep theirs (default: 30)")
    private int keepRuns = RetentionSettings.DEFAULT.runsKept();

    CollectCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
        Retention retention = new Retention(bucket, settings());
        RetentionPlan plan = dryRun ? retention.plan() : remove(retention);
        if (dryRun) {
            for (List<StoredObject> objects : List.of(plan.cache(), plan.records(), plan.artifacts())) {
                objects.forEach(object ->
                        terminal().say(String.format(Locale.ROOT, "%,15d  %s", object.sizeBytes(), object.key())));
            }
        }
        String verb = dryRun ? "would go: " : "gone: ";
        terminal().say(verb + sum("unused cache objects", plan.cache()));
        terminal().say(verb + sum("records of old runs", plan.records()));
        terminal().say(verb + sum("artifacts that nothing needs", plan.artifacts()));
        if (!plan.waiting().isEmpty()) {
            terminal().say("waiting until no run is open: " + sum("artifacts", plan.waiting()));
        }
        return ExitCode.PASSED;
    }

    private static RetentionPlan remove(Retention retention) throws IOException, CommandFault {
        MachineLock lock = MachineLock.tryAcquire(ServiceSettings.retentionLock(home()))
                .orElseThrow(() -> new CommandFault(
                        ExitCode.COULD_NOT_RUN,
                        "another gc is at work, perhaps the daily one of serve. Remedy: wait until it is over"));
        try (lock) {
            return retention.remove();
        }
    }

    private RetentionSettings settings() throws CommandFault {
        try {
            return new RetentionSettings(Duration.ofDays(cacheDays), Duration.ofDays(runDays), keepRuns);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private static String sum(String what, List<StoredObject> objects) {
        return String.format(Locale.ROOT, "%,d %s, %,d bytes", objects.size(), what, RetentionPlan.bytes(objects));
    }
}
