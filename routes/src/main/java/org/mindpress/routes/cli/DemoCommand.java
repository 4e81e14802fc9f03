package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;
import org.mindpress.routes.service.Submissions;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.StoredObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = "press a ResNet-20 on the real CIFAR-10 into an int8 MindIR and show what it cost")
final class DemoCommand extends StoreCommand {
    private static final String DATA = "datasets/cifar10/";
    private static final String MODEL = "models/resnet20-cifar10.onnx";
    private static final String READY = "_READY";

    @Option(names = "--quick", description = "a few hundred images and steps, no gate")
    private boolean quick;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "mindpress-demo",
            description = "where the results go (default: ${DEFAULT-VALUE})")
    private Path output = Path.of("mindpress-demo");

    DemoCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute() throws Exception {
        StopRequest stop = StopRequest.ofProcess();
        Path examples = examples();
        Path data = fetch(examples, stop);
        Path file = examples.resolve(quick ? "cifar10-quick.yaml" : "cifar10-demo.yaml");
        String text = RunCommand.text(file);
        Pipeline pipeline = RunCommand.parse(file, text);
        RunSession session = new RunSession(store(), home(), terminal(), stop, clock());
        return session.run(new RunSession.Work() {
            @Override
            public Submitted submit(ArtifactStore bucket) throws IOException, StageException {
                putData(bucket, data);
                putModel(bucket, examples.resolve(MODEL));
                return new Submissions(bucket, clock()).commandLine(pipeline, text);
            }

            @Override
            public ExitCode conclude(ArtifactStore bucket, RunReference run, RunOutcome outcome) throws IOException {
                return conclusion(bucket, run, outcome);
            }
        });
    }

    private static Path examples() throws CommandFault {
        Optional<Path> examples = Optional.ofNullable(System.getProperty("mindpress.home"))
                .map(home -> Path.of(home).resolve("examples"))
                .filter(Files::isDirectory);
        return examples.orElseThrow(() -> new CommandFault(
                ExitCode.COULD_NOT_RUN, "the demo's files are missing: start it with ./mindpress from a clone"));
    }

    /** CIFAR-10 on this machine, downloaded once. */
    private static Path fetch(Path examples, StopRequest stop) throws IOException, CommandFault {
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(folder -> !folder.isBlank())
                .orElse(Path.of(System.getProperty("user.home"), ".cache").toString());
        Path folder = Path.of(cache, "mindpress", "cifar10");
        Process script = new ProcessBuilder(
                        "bash", examples.resolve("data/fetch-cifar10.sh").toString(), folder.toString())
                .inheritIO()
                .start();
        try {
            int code = script.waitFor();
            if (stop.requested().isPresent()) {
                throw new CommandFault(stop.requested().get(), "stopped; give the same command again to go on");
            }
            if (code != 0) {
                throw new CommandFault(ExitCode.COULD_NOT_RUN, "CIFAR-10 could not be fetched, see above");
            }
        } catch (InterruptedException e) {
            script.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while CIFAR-10 was fetched", e);
        }
        return folder;
    }

    private void putData(ArtifactStore bucket, Path folder) throws IOException {
        List<Path> batches;
        try (Stream<Path> files = Files.list(folder)) {
            batches = files.filter(file -> file.toString().endsWith(".bin"))
                    .sorted()
                    .toList();
        }
        boolean complete = bucket.stat(DATA + READY).isPresent();
        for (Path batch : batches) {
            String key = DATA + batch.getFileName();
            Optional<StoredObject> present = bucket.stat(key);
            if (present.isEmpty() || present.get().sizeBytes() != Files.size(batch)) {
                complete = false;
                bucket.upload(key, batch);
                terminal().say("  put        " + key);
            }
        }
        if (!complete) {
            bucket.put(DATA + READY, new byte[] {'\n'});
        }
    }

    private void putModel(ArtifactStore bucket, Path file) throws IOException {
        Optional<StoredObject> present = bucket.stat(MODEL);
        if (present.isEmpty() || present.get().sizeBytes() != Files.size(file)) {
            bucket.upload(MODEL, file);
            terminal().say("  put        " + MODEL);
        }
    }

    private ExitCode conclusion(ArtifactStore bucket, RunReference run, RunOutcome outcome) throws IOException {
        RunArtifactFiles files = new RunArtifactFiles(bucket);
        List<Path> written = new ArrayList<>();
        written.addAll(files.some(run, StageName.EXPORT, Set.of(), output));
        written.addAll(files.some(run, StageName.VERIFY, Set.of(), output));
        RunConclusion.table(outcome).forEach(terminal()::say);
        terminal().say(RunConclusion.verdict(outcome));
        if (!written.isEmpty()) {
            terminal().say("written:");
            written.forEach(file -> terminal().say("  " + file.toAbsolutePath().normalize()));
        }
        return RunConclusion.exitCode(outcome);
    }
}
