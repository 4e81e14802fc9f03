package org.mindpress.routes.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;
import org.mindpress.processors.run.CancelRecord;
import org.mindpress.processors.run.Claims;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.ProcessTable;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.WorkerProcess;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "end a run; what it has computed stays in the cache")
final class CancelCommand extends BucketCommand {
    private static final String REASON = "cancelled on request";

    @Parameters(paramLabel = "RUN", description = "id of a run, or enough of its beginning or end")
    private String run = "";

    CancelCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
        RunStore runs = new RunStore(bucket);
        RunReference found = find(runs, run);
        if (runs.outcome(found).isPresent()) {
            throw new CommandFault(
                    ExitCode.BAD_INPUT,
                    "run " + found.run() + " is over: "
                            + RunConclusion.verdict(runs.outcome(found).get()));
        }
        Instant now = clock().instant().truncatedTo(ChronoUnit.MILLIS);
        runs.cancel(found, new CancelRecord(CancelRecord.VERSION, REASON, "command line", now));
        Claims.Answer answer = claims(bucket).claim(found);
        if (answer.claim().isEmpty()) {
            terminal().say("run " + found.run() + " will stop within seconds: " + answer.holder() + " works on it");
            return ExitCode.PASSED;
        }
        end(runs, found, now);
        answer.claim().get().release();
        terminal().say("run " + found.run() + " is cancelled");
        return ExitCode.PASSED;
    }

    private Claims claims(S3ArtifactStore bucket) {
        return new Claims(bucket, WorkerProcess.current(host()), ProcessTable.local(), clock());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static void end(RunStore runs, RunReference found, Instant now) throws IOException {
        Instant submitted =
                runs.request(found).map(request -> request.submittedAt()).orElse(now);
        runs.finish(
                found,
                new RunOutcome(
                        RunOutcome.VERSION,
                        found.pipeline(),
                        found.run().text(),
                        RunStatus.CANCELLED,
                        REASON,
                        "",
                        ErrorKind.NONE,
                        new TreeMap<>(),
                        submitted,
                        now));
    }
}
