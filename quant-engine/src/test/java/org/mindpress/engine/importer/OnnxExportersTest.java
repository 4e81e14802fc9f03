package org.mindpress.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.graph.Shape;

/** ONNX as the frameworks' exporters write it gives the frameworks' logits. */
class OnnxExportersTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "resnet.torchscript.onnx",
                "resnet.dynamo.onnx",
                "mobilenet.torchscript.onnx",
                "mobilenet.dynamo.onnx",
                "lenet.torchscript.onnx",
                "lenet.dynamo.onnx",
                "defaults.torchscript.onnx",
                "external.dynamo.onnx"
            })
    void pytorch(String file) throws IOException {
        Fixture.of("pytorch", file).assertAgreement(false);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"mobilenet.onnx", "lenet.onnx", "keras-net.onnx"})
    void tensorflow(String file) throws IOException {
        Fixture.of("tensorflow", file).assertAgreement(true);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"mobilenet.onnx", "lenet.onnx", "mobilenet.plain.onnx", "lenet.plain.onnx"})
    void paddlepaddle(String file) throws IOException {
        Fixture.of("paddlepaddle", file).assertAgreement(false);
    }

    @Test
    void channelsLastImagesBecomeChannelsFirstAndTheNoteSaysSo() {
        ImportedModel model = Fixture.of("tensorflow", "mobilenet.onnx").model();
        assertThat(model.graph().inputShape()).isEqualTo(Shape.of(3, 30, 32));
        assertThat(Fixture.of("tensorflow", "lenet.onnx").model().graph().inputShape())
                .isEqualTo(Shape.of(1, 27, 27));
        assertThat(model.notes())
                .contains("the file takes images [N, height, width, channels], the imported graph [N, channels, height,"
                        + " width]");
    }

    @Test
    void aMissingDataFileIsNamed() {
        byte[] model = Fixture.of("pytorch", "external.dynamo.onnx").bytes();
        assertThatThrownBy(() -> ModelImport.read(ModelFile.of("net.onnx", model)))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("its data file external.dynamo.onnx.data is not there");
    }

    @Test
    void aCutDataFileIsNamed() {
        byte[] model = Fixture.of("pytorch", "external.dynamo.onnx").bytes();
        CompanionFiles cut = path -> Optional.of(new byte[100]);
        assertThatThrownBy(() -> ModelImport.read(new ModelFile("net.onnx", model, cut, Optional.empty())))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("in external.dynamo.onnx.data, which has 100");
    }
}
