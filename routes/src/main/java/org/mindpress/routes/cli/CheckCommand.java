package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.mindpress.engine.importer.ModelFile;
import org.mindpress.processors.pipeline.ModelUri;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.StageException;
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
        byte[] model;
        try (StoreAccess access = StoreAccess.open(store());
                S3ArtifactStore bucket = access.bucket()) {
            if (bucket.list(pipeline.data().prefix()).isEmpty()) {
                problems.add("dataset " + pipeline.data().set() + ": there is no object under "
                        + pipeline.data().prefix() + "; upload it with: mindpress put FOLDER "
                        + pipeline.data().prefix());
            }
            model = model(bucket, pipeline.model(), problems);
        }
        if (model.length > 0) {
            try {
                print(
                        pipeline,
                        ModelAdmission.admit(ModelFile.of(pipeline.model().location(), model), pipeline));
            } catch (StageException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new StageException(ErrorKind.USER, String.join("\n", problems));
        }
        return ExitCode.PASSED;
    }

    /** The bytes; none when the model is missing, which is a problem like others. */
    private static byte[] model(S3ArtifactStore bucket, ModelUri uri, List<String> problems) throws IOException {
        if (uri.place() == ModelUri.Place.FILE) {
            Path path = Path.of(uri.location());
            if (Files.isRegularFile(path)) {
                return Files.readAllBytes(path);
            }
            problems.add("model: file " + path + " is missing");
            return new byte[0];
        }
        return bucket.find(uri.location()).orElseGet(() -> {
            problems.add("model: object " + uri.location() + " is missing; upload it with: mindpress put FILE "
                    + uri.location());
            return new byte[0];
        });
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
