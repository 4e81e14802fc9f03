package org.mindpress.routes.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/**
 * A command line that was called inside the test's process, and what it said.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record CalledCommand(int code, String out, String err) {
    static CalledCommand of(List<String> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int code = MindpressCommand.execute(terminal, Clock.systemUTC(), arguments.toArray(new String[0]));
        return new CalledCommand(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
