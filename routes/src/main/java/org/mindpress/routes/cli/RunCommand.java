package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineException;
import org.mindpress.processors.pipeline.PipelineParser;
import org.mindpress.processors.pipeline.UriRules;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.routes.service.Submissions;
import org.mindpress.storage.ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = {
            "run a pipeline and wait for its outcome; an unfinished run of it goes on",
            "Ctrl-C stops the run where it can go on later. With --server, or when another process runs the store, it only"
                    + " ends the waiting: the run goes on there, and mindpress cancel ends it."
        })
final class RunCommand extends StoreCommand {

    @Parameters(
            paramLabel = "PIPELINE.yaml",
            description = "the pipeline file; with --server it names its model in the bucket")
    private Path file = Path.of("");

    RunCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    boolean worksWithServer() {
        return true;
    }

    @Override
    ExitCode execute() throws Exception {
        String text = text(file);
        Optional<ApiClient> server = store().server();
        if (server.isPresent()) {
            Submissions.parse(file.toString(), text);
            RunWatch watch = new RunWatch(server.get(), terminal(), StopRequest.ofProcess(), clock());
            return watch.toItsEnd(new ServerRuns(server.get()).submit(text));
        }
        Pipeline pipeline = parse(file, text);
        RunSession session = new RunSession(store(), home(), terminal(), StopRequest.ofProcess(), clock());
        return session.run(new RunSession.Work() {
            @Override
            public Submitted submit(ArtifactStore bucket) throws IOException, StageException {
                return new Submissions(bucket, clock()).commandLine(pipeline, text);
            }

            @Override
            public ExitCode conclude(ArtifactStore bucket, RunReference run, RunOutcome outcome) {
                return RunConclusion.tell(terminal(), outcome, "");
            }
        });
    }

    static String text(Path file) throws CommandFault {
        if (!Files.isRegularFile(file)) {
            throw new CommandFault(ExitCode.BAD_INPUT, "pipeline file " + file + " is missing");
        }
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, file + ":1:1: no text in UTF-8", e);
        } catch (IOException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static Pipeline parse(Path file, String text) throws PipelineException {
        Path folder = file.toAbsolutePath().normalize().getParent();
        return new PipelineParser(UriRules.below(folder == null ? Path.of("/") : folder)).parse(file.toString(), text);
    }
}
