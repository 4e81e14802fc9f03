package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.importer.ModelFile;
import org.mindpress.engine.importer.ModelImport;
import org.mindpress.processors.pipeline.ModelUri;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.UriRules;
import org.mindpress.processors.run.UserModels;
import org.mindpress.processors.stage.ModelAdmission;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.StoredObject;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "init",
        description = "write a pipeline file that passes check: asks a few questions, or takes the answers as options")
final class InitCommand extends BucketCommand {
    private static final Pattern MODEL = Pattern.compile(".*\\.(onnx|mindir|h5|zip)");
    private static final String DATA_SETS = "datasets/";
    private static final String MODELS = "models/";

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "where it goes (default: pipeline.yaml)")
    private Path file = Path.of("pipeline.yaml");

    @Option(names = "--name", description = "name of the pipeline (default: that of the model)")
    private Optional<String> name = Optional.empty();

    @Option(names = "--model", paramLabel = "URI", description = "bucket:<key> or file:<path> beside the file")
    private Optional<String> model = Optional.empty();

    @Option(names = "--data", paramLabel = "SET", description = "folder under datasets/ in the bucket")
    private Optional<String> data = Optional.empty();

    @Option(names = "--format", description = "cifar-10, idx or folders (default: what its files look like)")
    private Optional<String> format = Optional.empty();

    @Option(names = "--mean", description = "a channel, of pixels scaled to 0..1, such as 0.49,0.48,0.45")
    private Optional<String> mean = Optional.empty();

    @Option(names = "--standard-deviation", description = "likewise")
    private Optional<String> deviation = Optional.empty();

    @Option(names = "--drop-points", description = "what int8 may cost (default: 1.0)")
    private Optional<String> drop = Optional.empty();

    @Option(names = "--force", description = "replace a file that is there")
    private boolean force;

    private final Questions questions;

    InitCommand(Terminal terminal, Clock clock, Questions questions) {
        super(terminal, clock);
        this.questions = questions;
    }

    @Override
    ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
        if (Files.exists(file) && !force) {
            throw new CommandFault(
                    ExitCode.BAD_INPUT, file + " is there and stays as it is; name another file, or give --force");
        }
        String uri = questions.ask("--model", model, "model", models(bucket));
        Shape image = image(bucket, uri);
        String set = questions.ask("--data", data, "data set", bucket.folders(DATA_SETS));
        List<StoredObject> objects = bucket.list(DATA_SETS + set + "/");
        if (objects.isEmpty()) {
            throw new CommandFault(
                    ExitCode.BAD_INPUT,
                    "there is no object under " + DATA_SETS + set + "/; upload the data set with: mindpress put FOLDER "
                            + DATA_SETS + set);
        }
        String form = questions.ask("--format", format, "format of its files", List.of(format(objects)));
        boolean cifar = form.equals("cifar-10") && image.channels() == 3;
        PipelineDraft draft = new PipelineDraft(
                questions.ask("--name", name, "name of the pipeline", List.of(name(uri))),
                set,
                form,
                uri,
                image.channels(),
                image.height(),
                image.width(),
                questions.ask("--mean", mean, "mean a channel", List.of(usual(cifar, "0.4914, 0.4822, 0.4465", image))),
                questions.ask(
                        "--standard-deviation",
                        deviation,
                        "standard deviation a channel",
                        List.of(usual(cifar, "0.2470, 0.2435, 0.2616", image))),
                questions.ask("--drop-points", drop, "points of accuracy that int8 may cost", List.of("1.0")));
        write(bucket, draft.text());
        terminal().say(file + " is written. Next: mindpress check " + file + ", mindpress run " + file);
        return ExitCode.PASSED;
    }

    /** Checks the text as {@code check} would and puts the whole of it into place. */
    private void write(ArtifactStore bucket, String text) throws Exception {
        Pipeline pipeline = RunCommand.parse(file, text);
        ModelAdmission.admit(open(bucket, pipeline.model()), pipeline);
        Path target = file.toAbsolutePath();
        Path whole = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.writeString(whole, text);
            if (force) {
                Files.move(whole, target, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.move(whole, target);
            }
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private List<String> models(ArtifactStore bucket) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> beside = Files.list(folder())) {
            beside.filter(Files::isRegularFile)
                    .map(path -> String.valueOf(path.getFileName()))
                    .filter(text -> MODEL.matcher(text).matches())
                    .sorted()
                    .forEach(text -> found.add("file:" + text));
        }
        bucket.list(MODELS).stream()
                .map(StoredObject::key)
                // copies that runs have made of files
                .filter(key -> !key.startsWith(MODELS + "files/"))
                .filter(key -> MODEL.matcher(key).matches())
                .forEach(key -> found.add("bucket:" + key));
        return found;
    }

    private Shape image(ArtifactStore bucket, String uri) throws IOException, CommandFault {
        try {
            Shape shape = ModelImport.read(open(bucket, UriRules.below(folder()).resolve(uri)))
                    .graph()
                    .inputShape();
            if (shape.isMap() && (shape.channels() == 1 || shape.channels() == 3)) {
                return shape;
            }
            throw new CommandFault(
                    ExitCode.BAD_INPUT, uri + " takes " + shape + "; images have 1 or 3 channels, height and width");
        } catch (IllegalArgumentException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private static ModelFile open(ArtifactStore bucket, ModelUri uri) throws IOException, CommandFault {
        List<String> problems = new ArrayList<>();
        Optional<ModelFile> opened = new UserModels(bucket).open("model", uri, problems);
        return opened.orElseThrow(() -> new CommandFault(ExitCode.BAD_INPUT, String.join("\n", problems)));
    }

    private Path folder() {
        return file.toAbsolutePath().normalize().resolveSibling("");
    }

    private static String format(List<StoredObject> objects) {
        if (objects.stream().anyMatch(object -> object.key().contains("-ubyte"))) {
            return "idx";
        }
        return objects.stream().anyMatch(object -> object.key().endsWith(".bin")) ? "cifar-10" : "folders";
    }

    /** The model's file name in the letters of pipelines. */
    private static String name(String uri) {
        String file = uri.substring(Math.max(uri.lastIndexOf('/'), uri.indexOf(':')) + 1);
        String name = file.replaceFirst("\\.[^.]*$", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9.-]+", "-")
                .replaceAll("^[.-]+", "");
        name = name.substring(0, Math.min(name.length(), 64)).replaceAll("[.-]+$", "");
        return name.isEmpty() ? "pipeline" : name;
    }

    private static String usual(boolean cifar, String known, Shape image) {
        return cifar ? known : String.join(", ", Collections.nCopies(image.channels(), "0.5"));
    }
}
