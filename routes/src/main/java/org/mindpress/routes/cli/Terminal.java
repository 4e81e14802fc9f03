package org.mindpress.routes.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Where a command talks to its user.
 *
 * @param out results and progress
 * @param err faults
 * @param interactive whether somebody watches {@code out}
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive) {
    private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    /** The process' own streams, in UTF-8 whatever the locale says. */
    static Terminal ofProcess() {
        return new Terminal(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                isTerminal(STANDARD_OUTPUT));
    }

    /** Whether somebody can type answers. */
    static boolean hasKeyboard() {
        return isTerminal(STANDARD_INPUT);
    }

    private static boolean isTerminal(Path stream) {
        try {
            String target = Files.readSymbolicLink(stream).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    ProgressDisplay progress(Clock clock) {
        return new ProgressDisplay(out, interactive, clock);
    }
}
