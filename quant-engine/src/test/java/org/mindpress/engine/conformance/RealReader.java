package org.mindpress.engine.conformance;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program of others that reads our files, put into the cache by {@code conformance/install}. What cannot be installed skips the test
 * and says so; with {@code CI} in the environment it fails it.
 */
final class RealReader {
    private static final Logger LOG = LoggerFactory.getLogger(RealReader.class);
    private static final Path SCRIPTS =
            Path.of("..", "conformance").toAbsolutePath().normalize();
    private static final long INSTALL_MINUTES = 20;
    private static final long RUN_MINUTES = 20;

    private final String name;
    private final List<String> command;

    private RealReader(String name, List<String> command) {
        this.name = name;
        this.command = command;
    }

    /**
     * Installs a reader unless it is there.
     *
     * @param name as {@code conformance/install} takes it
     */
    static RealReader installed(String name) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("conformance");
        Result result = run(List.of("bash", SCRIPTS.resolve("install").toString(), name), folder, INSTALL_MINUTES);
        if (result.status() != 0) {
            String reason = name + " is not installed, so nothing was proven with it. Try: conformance/install " + name
                    + System.lineSeparator() + result.log();
            if (System.getenv("CI") != null) {
                throw new AssertionError(reason);
            }
            LOG.error("CONFORMANCE SKIPPED: {}", reason);
            return abort(reason);
        }
        List<String> lines = result.output().lines().toList();
        return new RealReader(name, List.of(lines.get(lines.size() - 1).split(" ")));
    }

    /** The same interpreter with another script of this folder. */
    RealReader with(String script) {
        return new RealReader(
                name, List.of(command.get(0), SCRIPTS.resolve(script).toString()));
    }

    /** Runs it in a folder; a status other than 0 fails the test with what the program said. */
    String run(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        Result result = run(all, folder, RUN_MINUTES);
        if (result.status() != 0) {
            throw new AssertionError(name + " ended with status " + result.status() + " (above 128: crash)"
                    + System.lineSeparator() + result.output() + result.log());
        }
        return result.output();
    }

    /** Lists the nodes of a file that Lite's converter wrote, and writes the constants of its convolutions into a folder. */
    static Result nodes(Path folder, String file, String constants) throws IOException, InterruptedException {
        return run(
                List.of("python3", SCRIPTS.resolve("ms_info.py").toString(), file, "-c", constants),
                folder,
                RUN_MINUTES);
    }

    private static Result run(List<String> command, Path folder, long minutes)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "program", ".out");
        Path log = Files.createTempFile(folder, "program", ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(log.toFile())
                .start();
        if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("no end after " + minutes + " minutes: " + String.join(" ", command));
        }
        return new Result(process.exitValue(), Files.readString(output), Files.readString(log));
    }

    /**
     * How a program ended.
     *
     * @param output its standard output
     * @param log its standard error
     */
    record Result(int status, String output, String log) {}
}
