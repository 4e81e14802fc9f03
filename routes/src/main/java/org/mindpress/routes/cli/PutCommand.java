package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.mindpress.storage.ObjectKeys;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "put", description = "copy a file, or a folder with its marker _READY last, into the bucket")
final class PutCommand extends BucketCommand {
    private static final String READY = "_READY";
    private static final String DATA = "datasets/";

    @Parameters(index = "0", paramLabel = "PATH", description = "file or folder")
    private Path path = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "KEY",
            description = "of the object, or prefix of a folder's objects, such as datasets/flowers")
    private String key = "";

    PutCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
        String base = key.endsWith("/") ? key.substring(0, key.length() - 1) : key;
        try {
            ObjectKeys.check(base);
        } catch (IllegalArgumentException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
        if (Files.isRegularFile(path)) {
            String target = key.endsWith("/") ? key + path.getFileName() : key;
            bucket.upload(target, path);
            terminal().say("put " + target + ", " + Files.size(path) + " bytes");
            return ExitCode.PASSED;
        }
        if (!Files.isDirectory(path)) {
            throw new CommandFault(ExitCode.BAD_INPUT, path + " is missing");
        }
        putFolder(bucket, base + "/");
        if (base.startsWith(DATA) && access.api().isPresent()) {
            tell(access, base + "/" + READY);
        }
        return ExitCode.PASSED;
    }

    private void putFolder(S3ArtifactStore bucket, String prefix) throws IOException, CommandFault {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(path)) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(path.resolve(READY)))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            throw new CommandFault(ExitCode.BAD_INPUT, "folder " + path + " has no files");
        }
        ProgressDisplay display = terminal().progress(clock());
        for (int i = 0; i < files.size(); i++) {
            bucket.upload(prefix + path.relativize(files.get(i)).toString().replace('\\', '/'), files.get(i));
            display.show(new Progress(
                    "put",
                    i + 1L,
                    files.size(),
                    "files",
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    Optional.empty()));
        }
        Path marker = path.resolve(READY);
        bucket.put(prefix + READY, Files.isRegularFile(marker) ? Files.readAllBytes(marker) : new byte[] {'\n'});
        display.say("put " + files.size() + " files and " + READY + " under " + prefix);
    }

    /** The embedded store sends no events; whoever puts data there says so to the process that runs it. */
    private void tell(StoreAccess access, String marker) throws IOException, CommandFault {
        Optional<String> token = new EventToken(home(), System.getenv()).find();
        if (token.isEmpty()) {
            return;
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        ObjectNode part = event.putArray("Records").addObject().put("eventName", "s3:ObjectCreated:Put");
        ObjectNode s3 = part.putObject("s3");
        s3.putObject("bucket").put("name", access.settings().bucket());
        s3.putObject("object").put("key", marker);
        try {
            var answer = access.client().orElseThrow().event(event.toString(), token.get());
            answer.path("runs").forEach(run -> {
                if (run.path("created").asBoolean()) {
                    terminal()
                            .say("run " + run.path("run").asText() + " of pipeline "
                                    + run.path("pipeline").asText() + " begins with the new data");
                }
            });
        } catch (CommandFault refused) {
            // a process that runs one pipeline for a user takes no events
            terminal().say("no pipeline was told of the new data: " + refused.getMessage());
        }
    }
}
