package org.mindpress.routes.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;

/** A command on the bucket: decides where to log, and turns every exception into a message and an exit code. */
abstract class StoreCommand implements Callable<Integer> {

    @Mixin
    private StoreOptions store = new StoreOptions();

    private final Terminal terminal;
    private final Clock clock;

    StoreCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    abstract ExitCode execute() throws Exception;

    /** Whether programs read its log. */
    boolean logsJson() {
        return false;
    }

    StoreOptions store() {
        return store;
    }

    Terminal terminal() {
        return terminal;
    }

    Clock clock() {
        return clock;
    }

    /** Folder of what belongs to the user and to no store: permit, event token, reports. */
    static Path home() {
        return Optional.ofNullable(System.getProperty("mindpress.user"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".mindpress"));
    }

    @Override
    public Integer call() {
        LogFile.in(store.folder());
        if (logsJson()) {
            LogFile.asJson();
        }
        try {
            return execute().code();
        } catch (Exception e) {
            CommandFault fault = CommandFault.of(e);
            if (fault.exit() == ExitCode.COULD_NOT_RUN) {
                LoggerFactory.getLogger(getClass()).error("the command ends", e);
            }
            terminal.err().println("mindpress: " + fault.getMessage());
            terminal.err().flush();
            return fault.exit().code();
        }
    }
}
