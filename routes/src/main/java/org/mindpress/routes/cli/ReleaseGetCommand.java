package org.mindpress.routes.cli;

import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "bring the deployment file that a channel holds here")
final class ReleaseGetCommand extends RegistryCommand<ReleaseRegistry> {

    @Parameters(index = "0", paramLabel = "PIPELINE", description = "name of the pipeline")
    private String pipeline = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "where it goes; replaced only by a whole file")
    private Path file = Path.of("");

    @Option(
            names = "--channel",
            defaultValue = "production",
            description = "candidate, staging or production (default: ${DEFAULT-VALUE})")
    private String channel = "production";

    ReleaseGetCommand(Terminal terminal, Clock clock) {
        super(terminal, clock, ReleaseRegistry.WAYS);
    }

    @Override
    ExitCode execute(ReleaseRegistry releases) throws Exception {
        ReleaseRegistry.Brought brought = releases.get(pipeline, ReleaseLines.channel(channel), file);
        terminal()
                .say(brought.title() + ", run " + brought.run() + ": " + file + ", " + brought.sizeBytes()
                        + " bytes, sha256 " + brought.sha256());
        return ExitCode.PASSED;
    }
}
