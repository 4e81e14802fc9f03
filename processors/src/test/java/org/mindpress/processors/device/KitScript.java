package org.mindpress.processors.device;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the script of an unpacked kit, and installs what stands in for MindSpore Lite's programs. */
final class KitScript {
    private static final Logger LOG = LoggerFactory.getLogger(KitScript.class);
    private static final Path SCRIPTS =
            Path.of("..", "conformance").toAbsolutePath().normalize();
    private static final long MINUTES = 20;

    private KitScript() {}

    /**
     * How a program ended.
     *
     * @param output its standard output
     * @param log its standard error
     */
    record Ended(int status, String output, String log) {}

    /**
     * The command line of {@code lite_commands}. What cannot be installed skips the test and says so; with {@code CI} in the environment it
     * fails it.
     *
     * @param reader as {@code conformance/install} takes it
     */
    static String commands(String reader) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("conformance");
        Ended ended = start(List.of("bash", SCRIPTS.resolve("install").toString(), reader), folder, Map.of());
        if (ended.status() != 0) {
            String reason = reader + " is not installed, so nothing was proven with it. Try: conformance/install "
                    + reader + System.lineSeparator() + ended.log();
            if (System.getenv("CI") != null) {
                throw new AssertionError(reason);
            }
            LOG.error("CONFORMANCE SKIPPED: {}", reason);
            return abort(reason);
        }
        List<String> lines = ended.output().lines().toList();
        return lines.get(lines.size() - 1).replaceFirst("lite_tool$", "lite_commands");
    }

    /** {@code sh device-kit.sh} in the folder of a kit, with these variables. */
    static Ended run(Path kit, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "device-kit.sh"));
        command.addAll(List.of(arguments));
        return start(command, kit, environment);
    }

    /** Any command line with words without spaces. */
    static Ended run(String command, Path folder) throws IOException, InterruptedException {
        return start(List.of(command.split(" ")), folder, Map.of());
    }

    private static Ended start(List<String> command, Path folder, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("program", ".out");
        Path log = Files.createTempFile("program", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("no end after " + MINUTES + " minutes: " + String.join(" ", command));
        }
        return new Ended(process.exitValue(), Files.readString(output), Files.readString(log));
    }
}
