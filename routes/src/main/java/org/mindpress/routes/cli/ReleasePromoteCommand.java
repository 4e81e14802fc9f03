package org.mindpress.routes.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.ComparisonText;
import org.mindpress.processors.release.Decision;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.run.RunReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "promote",
        description = "bring a candidate to staging, or what staging holds to production",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:promoted", "2:refused, with the reason", "3:the store could not be used"})
final class ReleasePromoteCommand extends RegistryCommand<ReleaseRegistry> {

    @Parameters(index = "0", paramLabel = "PIPELINE", description = "name of the pipeline")
    private String pipeline = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "RUN",
            description = "the run (default: what the channel before holds)")
    private Optional<String> run = Optional.empty();

    @Option(names = "--to", required = true, paramLabel = "CHANNEL", description = "staging or production")
    private String to = "";

    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "the reason, for the record")
    private String why = "";

    @Option(names = "--approve", description = "you approve, as an approver; production needs it")
    private boolean approve;

    ReleasePromoteCommand(Terminal terminal, Clock clock) {
        super(terminal, clock, ReleaseRegistry.WAYS);
    }

    @Override
    ExitCode execute(ReleaseRegistry releases) throws Exception {
        Channel target = ReleaseLines.channel(to);
        Channel source = target.source()
                .orElseThrow(() ->
                        new CommandFault(ExitCode.BAD_INPUT, "a run becomes candidate by passing, not by promotion"));
        Decision decision = ReleaseLines.decision(target, why, approve);
        Optional<RunReference> chosen = run.isPresent() ? Optional.of(releases.run(run.get())) : held(releases, source);
        List<String> difference = chosen.isPresent() ? difference(releases, chosen.get()) : List.of();
        ReleaseRecord record = releases.promote(pipeline, target, chosen, decision);
        difference.forEach(terminal()::say);
        terminal().say(record.title() + " is run " + record.run());
        return ExitCode.PASSED;
    }

    /** The run that a promotion without a name means now. */
    private Optional<RunReference> held(ReleaseRegistry releases, Channel source) throws IOException, CommandFault {
        return releases.list(pipeline).stream()
                .filter(release -> release.channel() == source)
                .findFirst()
                .map(ReleaseRecord::reference);
    }

    private static List<String> difference(ReleaseRegistry releases, RunReference run)
            throws IOException, CommandFault {
        return releases.comparison(run)
                .filter(comparison -> !comparison.before().equals(comparison.after()))
                .map(ComparisonText::lines)
                .orElse(List.of());
    }
}
