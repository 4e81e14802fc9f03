package org.mindpress.routes.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.importer.ModelFile;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.UserModels;
import org.mindpress.processors.stage.ModelAdmission;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = "check a pipeline file, its model and data, print the plan of every layer; runs nothing")
final class CheckCommand extends StoreCommand {

    @Parameters(paramLabel = "PIPELINE.yaml", description = "the pipeline file")
    private Path file = Path.of("");

    CheckCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute() throws Exception {
        Pipeline pipeline = RunCommand.parse(file, RunCommand.text(file));
        List<String> problems = new ArrayList<>();
        try (StoreAccess access = StoreAccess.open(store());
                S3ArtifactStore bucket = access.bucket()) {
            if (bucket.list(pipeline.data().prefix()).isEmpty()) {
                problems.add("dataset " + pipeline.data().set() + ": there is no object under "
                        + pipeline.data().prefix() + "; upload it with: mindpress put FOLDER "
                        + pipeline.data().prefix());
            }
            Optional<ModelFile> model = new UserModels(bucket).open("model", pipeline.model(), problems);
            if (model.isPresent()) {
                admit(pipeline, model.get(), problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new StageException(ErrorKind.USER, String.join("\n", problems));
        }
        return ExitCode.PASSED;
    }

    private void admit(Pipeline pipeline, ModelFile model, List<String> problems) {
        try {
            print(pipeline, ModelAdmission.admit(model, pipeline));
        } catch (StageException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private void print(Pipeline pipeline, ModelAdmission.Admitted admitted) {
        terminal()
                .say("pipeline " + pipeline.name() + ": " + admitted.graph().parameterCount() + " parameters, "
                        + admitted.graph().multiplyAccumulates() + " multiply-accumulates an image");
        terminal().say("");
        Columns.aligned(admitted.plan().describe()).forEach(line -> terminal().say("  " + line));
        terminal().say("");
        admitted.notes().forEach(note -> terminal().say("note: " + note));
        WorkEstimate.of(pipeline, admitted.graph()).lines().forEach(terminal()::say);
        pipeline.schedule().ifPresent(when -> terminal().say("schedule: " + when.cron() + " " + when.timeZone()));
    }
}
