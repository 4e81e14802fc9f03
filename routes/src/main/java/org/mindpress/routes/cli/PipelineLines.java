package org.mindpress.routes.cli;

import org.mindpress.processors.run.PipelineStore;

/** What the commands on pipelines say. */
final class PipelineLines {
    static final String FAULTY = "has faults by the rules of this version; see mindpress pipeline show";

    private PipelineLines() {}

    static CommandFault changedMeanwhile(String name) {
        return new CommandFault(
                ExitCode.BAD_INPUT,
                "pipeline " + name + " was changed by somebody else meanwhile; look at it with mindpress pipeline show "
                        + name + " and apply again");
    }

    static CommandFault unknown(String name) {
        return new CommandFault(
                ExitCode.BAD_INPUT, "there is no pipeline '" + name + "'; mindpress pipeline list shows all");
    }

    /** A name, checked. */
    static String name(String text) throws CommandFault {
        if (!PipelineStore.isName(text)) {
            throw unknown(text);
        }
        return text;
    }
}
