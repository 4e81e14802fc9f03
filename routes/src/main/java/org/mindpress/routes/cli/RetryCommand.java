package org.mindpress.routes.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.stage.RetryRefusal;
import org.mindpress.processors.stage.RunRetry;
import org.mindpress.storage.ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "retry",
        description = {
            "run again what an ended run was asked, with the same inputs, and wait for the outcome; an unfinished retry"
                    + " goes on",
            "Ctrl-C as with run."
        })
final class RetryCommand extends StoreCommand {

    @Parameters(paramLabel = "RUN", description = "id of a run, or enough of its beginning or end")
    private String run = "";

    @Option(
            names = "--from",
            paramLabel = "STAGE",
            description = "compute this stage and all behind it; without it everything may come from the cache")
    private Optional<String> from = Optional.empty();

    RetryCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    boolean worksWithServer() {
        return true;
    }

    @Override
    ExitCode execute() throws Exception {
        Optional<ApiClient> server = store().server();
        if (server.isPresent()) {
            RunWatch watch = new RunWatch(server.get(), terminal(), StopRequest.ofProcess(), clock());
            return watch.toItsEnd(new ServerRuns(server.get()).retry(run, from));
        }
        RunSession session = new RunSession(store(), home(), terminal(), StopRequest.ofProcess(), clock());
        return session.run(new RunSession.Work() {
            @Override
            public Submitted submit(ArtifactStore bucket) throws IOException, CommandFault {
                return again(new RunStore(bucket));
            }

            @Override
            public ExitCode conclude(ArtifactStore bucket, RunReference again, RunOutcome outcome) {
                return RunConclusion.tell(terminal(), outcome, "");
            }
        });
    }

    private Submitted again(RunStore runs) throws IOException, CommandFault {
        RunReference ended = BucketCommand.find(runs, run);
        try {
            return new RunRetry(runs, clock()).retryFromCommandLine(ended, from, "command line");
        } catch (RetryRefusal e) {
            throw new CommandFault(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }
}
