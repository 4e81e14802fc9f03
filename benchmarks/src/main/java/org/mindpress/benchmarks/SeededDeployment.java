package org.mindpress.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mindpress.engine.mindir.DeploymentWriter;
import org.mindpress.engine.onnx.OnnxReader;

/** Presses a float model with plausible scales, uncalibrated: enough for time and size. Arguments: ONNX file, deployment file to write. */
public final class SeededDeployment {
    private SeededDeployment() {}

    /** Writes the file. */
    public static void main(String[] arguments) throws IOException {
        byte[] file = DeploymentWriter.write(
                PlausibleModel.of(OnnxReader.read(Path.of(arguments[0])).graph()), "mindpress benchmarks");
        Files.write(Path.of(arguments[1]), file);
    }
}
