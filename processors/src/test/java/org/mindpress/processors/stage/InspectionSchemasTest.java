package org.mindpress.processors.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mindpress.engine.inspect.InspectedModel;
import org.mindpress.engine.inspect.LintReport;
import org.mindpress.engine.inspect.ModelDifference;
import org.mindpress.engine.mindir.DeploymentWriter;
import org.mindpress.engine.mindir.VerificationWriter;
import org.mindpress.engine.onnx.OnnxWriter;
import org.mindpress.engine.onnx.QdqWriter;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.SchemaCheck;

/** What {@code lint}, {@code inspect} and {@code diff} print with {@code --json} is what their schemas say. */
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

    @Test
    void differencesObeyTheirSchema() throws IOException {
        byte[] other = DeploymentWriter.write(PressedNet.of(5).quantized(), "test 2");
        byte[] whole = OnnxWriter.write(NET.graph());
        assertThat(problems("net.mindir", DEPLOYMENT, "net.mindir", other)).isEmpty();
        assertThat(problems("net.onnx", whole, "net.mindir", DEPLOYMENT)).isEmpty();
        assertThat(problems("net.mindir", VERIFICATION, "net.mindir", VERIFICATION))
                .isEmpty();
    }

    private static List<String> problems(String one, byte[] first, String other, byte[] second) throws IOException {
        ModelDifference difference =
                ModelDifference.between(InspectedModel.read(one, first), InspectedModel.read(other, second));
        return SchemaCheck.problems("diff-1.json", Documents.write(difference));
    }

    private static List<String> problems(String name, byte[] content) throws IOException {
        return SchemaCheck.problems(
                "inspect-1.json",
                Documents.write(InspectedModel.read(name, content).contents()));
    }
}
