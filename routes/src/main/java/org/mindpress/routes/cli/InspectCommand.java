package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mindpress.engine.inspect.InspectedModel;
import org.mindpress.engine.inspect.ModelContents;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.quant.QuantizationPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "inspect",
        description = "print graph, shapes, parameters, quantisation and sizes of an ONNX or MindIR file",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:printed", "2:the file is missing, damaged or of another format"})
final class InspectCommand extends FileCommand {

    @Parameters(paramLabel = "FILE", description = "a .onnx or .mindir file")
    private Path file = Path.of("");

    InspectCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    ExitCode execute() throws IOException {
        byte[] content = content(file);
        ModelContents contents = InspectedModel.read(name(file), content).contents();
        List<String> lines = new ArrayList<>(contents.lines());
        section(lines, "tensors:", contents.tensorLines());
        section(lines, "nodes:", contents.nodeLines());
        section(lines, "layers with weights:", contents.layerLines());
        section(lines, "quantised activations:", contents.pointLines());
        lines.addAll(contents.notes());
        if (contents.format().equals("onnx") && contents.notes().isEmpty()) {
            section(
                    lines,
                    "layers, as policies match them:",
                    QuantizationPlan.describeLayers(
                            OnnxReader.read(name(file), content).graph()));
        }
        print(contents, lines);
        return ExitCode.PASSED;
    }

    private static void section(List<String> lines, String title, List<String> rows) {
        if (!rows.isEmpty()) {
            lines.add(title);
            Columns.aligned(rows).forEach(row -> lines.add("  " + row));
        }
    }
}
