package org.mindpress.processors.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mindpress.engine.inspect.InspectedModel;
import org.mindpress.engine.inspect.LintReport;
import org.mindpress.engine.mindir.DeploymentWriter;
import org.mindpress.engine.mindir.VerificationWriter;
import org.mindpress.engine.onnx.OnnxWriter;
import org.mindpress.engine.onnx.QdqWriter;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.SchemaCheck;

/** What {@code lint --json} and {@code inspect --json} print is what their schemas say. */
class InspectionSchemasTest {
    private static final PressedNet NET = PressedNet.of(4);
    private static final byte[] DEPLOYMENT = DeploymentWriter.write(NET.quantized(), "test 1");
    private static final byte[] VERIFICATION = VerificationWriter.write(NET.quantized(), "test 1");

    @Test
    void findingsObeyTheirSchema() throws IOException {
        for (byte[] mindir : List.of(DEPLOYMENT, VERIFICATION)) {
            assertThat(SchemaCheck.problems("lint-1.json", Documents.write(LintReport.of("net.mindir", mindir))))
                    .isEmpty();
        }
    }

    @Test
    void contentsObeyTheirSchemaInEveryFormat() throws IOException {
        assertThat(problems("net.mindir", DEPLOYMENT)).isEmpty();
        assertThat(problems("net.mindir", VERIFICATION)).isEmpty();
        assertThat(problems("net.onnx", QdqWriter.write(NET.quantized()))).isEmpty();
        assertThat(problems("net.onnx", OnnxWriter.write(NET.graph()))).isEmpty();
    }

    private static List<String> problems(String name, byte[] content) throws IOException {
        return SchemaCheck.problems(
                "inspect-1.json",
                Documents.write(InspectedModel.read(name, content).contents()));
    }
}
