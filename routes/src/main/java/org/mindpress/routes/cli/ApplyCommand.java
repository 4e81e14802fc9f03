package org.mindpress.routes.cli;

import java.nio.file.Path;
import java.time.Clock;
import org.mindpress.processors.pipeline.PipelineChange;
import org.mindpress.routes.service.Submissions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "apply",
        description =
                "make a pipeline file the newest version of its pipeline, under serve with its schedule; runs nothing")
final class ApplyCommand extends RegistryCommand<PipelineRegistry> {

    @Parameters(paramLabel = "PIPELINE.yaml", description = "the pipeline file; it names its model in the bucket")
    private Path file = Path.of("");

    ApplyCommand(Terminal terminal, Clock clock) {
        super(terminal, clock, PipelineRegistry.WAYS);
    }

    @Override
    ExitCode execute(PipelineRegistry pipelines) throws Exception {
        String text = RunCommand.text(file);
        String name = Submissions.parse(file.toString(), text).name();
        PipelineRegistry.Applied applied = pipelines.apply(name, text);
        if (!applied.changed()) {
            terminal().say("pipeline " + name + ": unchanged, version " + applied.number());
            return ExitCode.PASSED;
        }
        terminal().say("pipeline " + name + ": version " + applied.number());
        applied.changes().stream()
                .map(PipelineChange::line)
                .forEach(line -> terminal().say("  " + line));
        return ExitCode.PASSED;
    }
}
