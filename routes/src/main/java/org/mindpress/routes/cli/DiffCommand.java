package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.mindpress.engine.inspect.InspectedModel;
import org.mindpress.engine.inspect.ModelDifference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        description =
                "compare two ONNX or MindIR files, of one format or two: graph, and weights, scales and biases layer by layer",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:same graph and numbers", "1:different", "2:a file is missing, damaged or of another format"})
final class DiffCommand extends FileCommand {

    @Parameters(index = "0", paramLabel = "A", description = "a .onnx or .mindir file")
    private Path first = Path.of("");

    @Parameters(index = "1", paramLabel = "B", description = "another")
    private Path second = Path.of("");

    DiffCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    ExitCode execute() throws IOException {
        ModelDifference difference = ModelDifference.between(
                InspectedModel.read(name(first), content(first)), InspectedModel.read(name(second), content(second)));
        print(difference, difference.lines());
        return difference.same() ? ExitCode.PASSED : ExitCode.REFUTED;
    }
}
