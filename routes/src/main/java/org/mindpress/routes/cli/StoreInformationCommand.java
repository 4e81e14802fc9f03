package org.mindpress.routes.cli;

import java.time.Clock;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;

@Command(name = "store", description = "say where the bucket is, who runs it, and where the keys are")
final class StoreInformationCommand extends BucketCommand {

    StoreInformationCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(StoreAccess access, S3ArtifactStore bucket) {
        terminal().say("endpoint    " + access.settings().endpoint());
        terminal().say("bucket      " + access.settings().bucket());
        if (access.owner().isPresent()) {
            terminal().say("folder      " + store().folder().toAbsolutePath());
            terminal()
                    .say("run by      "
                            + (access.isClient()
                                    ? "process " + access.owner().get()
                                    : "nobody: this command ran it for a moment, the endpoint has ended with it"));
            access.api().ifPresent(api -> terminal().say("service     " + api));
            terminal().say("keys        " + store().folder().toAbsolutePath().resolve("keys.json"));
        } else {
            terminal().say("keys        the key file given, or MINDPRESS_S3_ACCESS_KEY and MINDPRESS_S3_SECRET_KEY");
        }
        terminal()
                .say("event token " + new EventToken(home(), System.getenv()).file() + " (made by mindpress serve), or "
                        + EventToken.VARIABLE);
        return ExitCode.PASSED;
    }
}
