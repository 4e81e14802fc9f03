package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mindpress.processors.run.Documents;
import picocli.CommandLine.Option;

/** A command that looks at files and needs no store. */
abstract class FileCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--json", description = "print the result as a JSON document")
    private boolean json;

    FileCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Does the work; faults of files are an IOException or an IllegalArgumentException whose message is for the user. */
    abstract ExitCode execute() throws IOException;

    @Override
    public final Integer call() {
        LogFile.in(Path.of(System.getProperty("java.io.tmpdir")));
        try {
            return execute().code();
        } catch (IOException | IllegalArgumentException e) {
            terminal.err().println("mindpress: " + e.getMessage());
            return ExitCode.BAD_INPUT.code();
        }
    }

    /** Prints the document or, for people, its lines. */
    final void print(Record document, List<String> lines) {
        if (json) {
            terminal.say(new String(Documents.write(document), StandardCharsets.UTF_8).stripTrailing());
        } else {
            lines.forEach(terminal::say);
        }
    }

    /** The content of a file that must be there. */
    static byte[] content(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is missing");
        }
        return Files.readAllBytes(file);
    }

    /** Name without folders. */
    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
