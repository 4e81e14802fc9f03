package org.mindpress.routes.cli;

/** A command ends without a result; the message is for the user, in full. */
final class CommandFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode exit;

    CommandFault(ExitCode exit, String message) {
        super(message);
        this.exit = exit;
    }

    CommandFault(ExitCode exit, String message, Throwable cause) {
        super(message, cause);
        this.exit = exit;
    }

    ExitCode exit() {
        return exit;
    }

    /** The same for any exception: what kind of end it is and what to say. */
    static CommandFault of(Exception fault) {
        if (fault instanceof CommandFault known) {
            return known;
        }
        String message = String.valueOf(fault.getMessage());
        if (fault instanceof org.mindpress.processors.pipeline.PipelineException
                || fault instanceof org.mindpress.processors.release.ReleaseRefusal
                || fault instanceof org.mindpress.storage.CredentialsRefusedException
                || fault instanceof org.mindpress.storage.MissingObjectException) {
            return new CommandFault(ExitCode.BAD_INPUT, message, fault);
        }
        if (fault instanceof org.mindpress.processors.run.StageException known) {
            boolean user = known.kind() == org.mindpress.processors.run.ErrorKind.USER;
            return new CommandFault(user ? ExitCode.BAD_INPUT : ExitCode.COULD_NOT_RUN, message, fault);
        }
        if (fault instanceof java.io.IOException) {
            return new CommandFault(ExitCode.COULD_NOT_RUN, message, fault);
        }
        return new CommandFault(
                ExitCode.COULD_NOT_RUN,
                "internal fault: " + fault.getClass().getSimpleName() + ": " + message + "; the log has more: "
                        + LogFile.current(),
                fault);
    }
}
