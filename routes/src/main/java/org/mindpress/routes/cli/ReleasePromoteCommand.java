package org.mindpress.routes.cli;

import java.time.Clock;
import java.util.Optional;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.ComparisonText;
import org.mindpress.processors.release.ReleaseComparer;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.release.Releases;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "promote",
        description = "bring a candidate to staging, or what staging holds to production",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:promoted", "2:refused, with the reason", "3:the store could not be used"})
final class ReleasePromoteCommand extends BucketCommand {

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

    @Option(names = "--approve", description = "you approve; production needs it")
    private boolean approve;

    ReleasePromoteCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
        RunStore runs = new RunStore(bucket);
        Releases releases = new Releases(runs, clock());
        Channel target = ReleaseLines.channel(to);
        Optional<RunReference> named = run.isEmpty() ? Optional.empty() : Optional.of(find(runs, run.get()));
        RunReference chosen = releases.chosen(pipeline, target, named);
        new ReleaseComparer(runs)
                .withProduction(chosen)
                .filter(comparison -> !comparison.before().equals(comparison.after()))
                .ifPresent(comparison -> ComparisonText.lines(comparison).forEach(terminal()::say));
        ReleaseRecord record =
                releases.promote(pipeline, target, Optional.of(chosen), ReleaseLines.decision(why, approve));
        terminal().say(record.title() + " is run " + record.run());
        return ExitCode.PASSED;
    }
}
