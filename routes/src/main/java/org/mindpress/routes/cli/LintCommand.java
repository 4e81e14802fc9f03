package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.mindpress.engine.inspect.LintReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "lint",
        description = "apply the rules of the int8 device (L01 to L24) to a MindIR file, whoever wrote it",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no findings", "1:findings", "2:the file is missing or no MindIR"})
final class LintCommand extends FileCommand {

    @Parameters(paramLabel = "FILE", description = "a .mindir file")
    private Path file = Path.of("");

    LintCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    ExitCode execute() throws IOException {
        LintReport report = LintReport.of(name(file), content(file));
        print(report, report.lines());
        return report.clean() ? ExitCode.PASSED : ExitCode.REFUTED;
    }
}
