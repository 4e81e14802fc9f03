package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.mindpress.processors.stage.CertificateCheck;
import org.mindpress.processors.stage.CertificateVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = "check a certificate offline: all digests, the accuracy from every answer, and a sample of images"
                + " computed again from the deployment file",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the certificate holds",
            "1:it does not hold",
            "2:there is no certificate, or one of another version"
        })
final class VerifyCommand extends FileCommand {

    @Parameters(
            paramLabel = "CERTIFICATE",
            description = "certificate.json, or the folder of a run as `mindpress get RUN` brings it")
    private Path place = Path.of("");

    VerifyCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    ExitCode execute() throws IOException {
        CertificateCheck check = CertificateVerifier.check(place);
        print(check, check.lines());
        return check.holds() ? ExitCode.PASSED : ExitCode.REFUTED;
    }
}
