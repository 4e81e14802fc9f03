package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineException;
import org.mindpress.processors.pipeline.PipelineParser;
import org.mindpress.processors.pipeline.UriRules;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.storage.ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "run", description = "run a pipeline and wait for its outcome; an unfinished run of it goes on")
final class RunCommand extends StoreCommand {

    @Parameters(paramLabel = "PIPELINE.yaml", description = "the pipeline file")
    private Path file = Path.of("");

    RunCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute() throws Exception {
        String text = text(file);
        Pipeline pipeline = parse(file, text);
        RunSession session = new RunSession(store(), home(), terminal(), StopRequest.ofProcess(), clock());
        return session.run(pipeline, text, new RunSession.Work() {
            @Override
            public ExitCode conclude(ArtifactStore bucket, RunReference run, RunOutcome outcome) {
                return conclusion(run, outcome);
            }
        });
    }

    private ExitCode conclusion(RunReference run, RunOutcome outcome) {
        RunConclusion.table(outcome).forEach(terminal()::say);
        terminal().say(RunConclusion.verdict(outcome));
        if (!outcome.figures().isEmpty()) {
            terminal().say("report:    mindpress report " + run.run().text());
            terminal().say("artifacts: mindpress get " + run.run().text());
        }
        return RunConclusion.exitCode(outcome);
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
