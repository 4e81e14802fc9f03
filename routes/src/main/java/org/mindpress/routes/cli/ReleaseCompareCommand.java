package org.mindpress.routes.cli;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.mindpress.processors.release.ComparisonText;
import org.mindpress.processors.release.ReleaseComparison;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "compare", description = "a run beside what production holds: accuracy, bytes, latency, layers")
final class ReleaseCompareCommand extends RegistryCommand<ReleaseRegistry> {

    @Parameters(index = "0", paramLabel = "PIPELINE", description = "name of the pipeline")
    private String pipeline = "";

    @Parameters(index = "1", paramLabel = "RUN", description = "id of a run, or enough of its beginning or end")
    private String run = "";

    @Option(names = "--json", description = "print the result as a JSON document")
    private boolean json;

    ReleaseCompareCommand(Terminal terminal, Clock clock) {
        super(terminal, clock, ReleaseRegistry.WAYS);
    }

    @Override
    ExitCode execute(ReleaseRegistry releases) throws Exception {
        RunReference found = releases.run(run);
        if (!found.pipeline().equals(pipeline)) {
            throw new CommandFault(ExitCode.BAD_INPUT, "run " + found + " is none of pipeline " + pipeline);
        }
        ReleaseComparison comparison = releases.comparison(found)
                .orElseThrow(() -> new CommandFault(
                        ExitCode.BAD_INPUT,
                        "pipeline " + pipeline + " has nothing in production: there is nothing to compare with"));
        if (json) {
            terminal().say(new String(Documents.write(comparison), StandardCharsets.UTF_8).stripTrailing());
        } else {
            ComparisonText.lines(comparison).forEach(terminal()::say);
        }
        return ExitCode.PASSED;
    }
}
