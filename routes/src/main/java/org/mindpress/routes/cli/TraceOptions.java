package org.mindpress.routes.cli;

import java.time.Clock;
import java.util.Map;
import org.mindpress.routes.trace.TraceExport;

/** What the environment says about traces; the command line has no word for it. */
final class TraceOptions {
    private TraceOptions() {}

    static TraceExport read(Map<String, String> environment, Clock clock) throws CommandFault {
        try {
            return TraceExport.of(environment, clock);
        } catch (IllegalArgumentException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }
}
