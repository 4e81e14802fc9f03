package org.mindpress.routes.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command on the bucket: decides where to log, and turns every exception into a message and an exit code. */
abstract class StoreCommand implements Callable<Integer> {

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

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

    /** Whether it can do its work through the REST interface of a service elsewhere. */
    boolean worksWithServer() {
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
            if (store.hasServer() && !worksWithServer()) {
                throw new CommandFault(
                        ExitCode.BAD_INPUT,
                        "'" + spec.qualifiedName()
                                + "' needs the bucket itself and cannot work with --server; call it on"
                                + " the machine of the service, or with --endpoint");
            }
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
