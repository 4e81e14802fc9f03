package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.onnx.OnnxSummary;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.QuantizationPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "inspect", description = "print graph, tensors and quantisation of an ONNX or MindIR file")
final class InspectCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "a .onnx or .mindir file")
    private Path file = Path.of("");

    private final Terminal terminal;

    InspectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        LogFile.in(Path.of(System.getProperty("java.io.tmpdir")));
        try {
            lines().forEach(terminal::say);
            return ExitCode.PASSED.code();
        } catch (IOException | IllegalArgumentException e) {
            terminal.err().println("mindpress: " + e.getMessage());
            return ExitCode.BAD_INPUT.code();
        }
    }

    private List<String> lines() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is missing");
        }
        String name = String.valueOf(file.getFileName());
        byte[] bytes = Files.readAllBytes(file);
        String ending = name.toLowerCase(Locale.ROOT);
        if (ending.endsWith(".mindir")) {
            return MindirLines.of(name, bytes);
        }
        if (!ending.endsWith(".onnx")) {
            throw new IllegalArgumentException(file + " is neither .onnx nor .mindir");
        }
        List<String> lines = new java.util.ArrayList<>(OnnxSummary.lines(name, bytes));
        try {
            QuantizationPlan plan =
                    QuantizationPlan.derive(OnnxReader.read(name, bytes).graph(), LayerPolicy.DEFAULT);
            lines.add("layers, as policies match them:");
            Columns.aligned(plan.describe()).forEach(line -> lines.add("  " + line));
        } catch (IllegalArgumentException notImported) {
            lines.add("no float model that mindpress imports: " + notImported.getMessage());
        }
        return lines;
    }
}
