package org.mindpress.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.infer.FirstTestImages;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.train.TrainableOperators;

class ResNetImportTest {
    private static final String KEPT = "resnet20-cifar10.onnx";
    private static final String FOLDED = "resnet20-cifar10-folded.onnx";

    @ParameterizedTest(name = "model={0}")
    @ValueSource(strings = {KEPT, FOLDED})
    void theWrittenFileGivesTheLogitsOfTheOriginal(String file) {
        ModelGraph graph = OnnxReader.read(file, FirstTestImages.model(file)).graph();
        float[] original = logits(FirstTestImages.model(file));
        assertThat(logits(OnnxWriter.write(graph))).containsExactly(original, offset(1e-4f));
        assertThat(logits(OnnxWriter.writeFolded(graph))).containsExactly(original, offset(1e-4f));
    }

    @ParameterizedTest(name = "model={0}")
    @ValueSource(strings = {KEPT, FOLDED})
    void exportImportExportGivesTheSameBytes(String file) {
        byte[] first = OnnxWriter.write(
                OnnxReader.read(file, FirstTestImages.model(file)).graph());
        ImportedModel again = OnnxReader.read("again.onnx", first);
        assertThat(OnnxWriter.write(again.graph())).isEqualTo(first);
        assertThat(again.notes()).isEmpty();
    }

    @Test
    void bothExporterStylesGiveTheSameLayersAndTheSamePlan() {
        ModelGraph kept = OnnxReader.read(KEPT, FirstTestImages.model(KEPT)).graph();
        ModelGraph folded =
                OnnxReader.read(FOLDED, FirstTestImages.model(FOLDED)).graph();
        List<String> layers = layers(kept);
        assertThat(layers).containsExactlyElementsOf(layers(folded));
        assertThat(layers)
                .startsWith("body.0.conv", "body.1.a.conv", "body.1.b.conv", "body.1", "body.2.a.conv")
                .contains("body.4.sc.conv", "body.4", "gap", "fc")
                .hasSize(21 + 9 + 1 + 1 + 1);
    }

    @Test
    void theResidualNetIsInDeviceForm() {
        ImportedModel imported = OnnxReader.read(KEPT, FirstTestImages.model(KEPT));
        ModelGraph graph = imported.graph();
        assertThat(graph.inputName()).isEqualTo("input");
        assertThat(graph.inputShape()).isEqualTo(Shape.of(3, 32, 32));
        assertThat(graph.outputName()).isEqualTo("logits");
        assertThat(graph.outputShape()).isEqualTo(Shape.of(10));
        assertThat(graph.outputNode().operator()).isEqualTo(Operator.RESHAPE);
        assertThat(graph.parameterCount()).isEqualTo(272_474);
        assertThat(count(graph, Operator.CONVOLUTION)).isEqualTo(22);
        assertThat(count(graph, Operator.BATCH_NORMALIZATION)).isEqualTo(21);
        assertThat(count(graph, Operator.RESHAPE)).isEqualTo(1);
        assertThat(imported.originalNames())
                .containsEntry("body.1.a.conv", "/body/body.1/a/conv/Conv")
                .containsEntry("fc", "/fc/Gemm")
                .containsEntry("body.1", "/body/body.1/Add");
    }

    @Test
    void sharedConstantsAreGivenToEachNodeSoThatTheNetCanBeTrained() {
        ModelGraph graph = OnnxReader.read(KEPT, FirstTestImages.model(KEPT)).graph();
        assertThat(graph.constants()).containsKeys("body.7.sc.bn.bias", "body.7.b.bn.bias");
        assertThat(TrainableOperators.faults(graph)).isEmpty();
    }

    @Test
    void aPathIsReadLikeItsBytes() throws Exception {
        ImportedModel imported = OnnxReader.read(Path.of("..", "examples", "models", FOLDED));
        assertThat(OnnxWriter.write(imported.graph()))
                .isEqualTo(OnnxWriter.write(
                        OnnxReader.read(FOLDED, FirstTestImages.model(FOLDED)).graph()));
    }

    @Test
    void foldingOurselvesEqualsTheFoldingOfTheExporter() {
        ModelGraph ours = BatchNormalizationFolding.fold(
                OnnxReader.read(KEPT, FirstTestImages.model(KEPT)).graph());
        ModelGraph theirs =
                OnnxReader.read(FOLDED, FirstTestImages.model(FOLDED)).graph();
        assertThat(ours.constants().keySet()).isEqualTo(theirs.constants().keySet());
        ours.constants()
                .forEach((name, tensor) -> assertThat(tensor.toArray())
                        .as(name)
                        .containsExactly(theirs.constant(name).toArray(), offset(1e-5f)));
    }

    private static List<String> layers(ModelGraph graph) {
        return QuantizationPlan.derive(graph, LayerPolicy.DEFAULT).groups().stream()
                .map(QuantizationGroup::layer)
                .toList();
    }

    private static long count(ModelGraph graph, Operator operator) {
        return graph.nodes().stream()
                .filter(node -> node.operator() == operator)
                .count();
    }

    private static float[] logits(byte[] onnx) {
        try (FloatSession session = FloatSession.open(onnx, SessionSettings.optimized(2))) {
            return session.run(FirstTestImages.normalized(20), 20);
        }
    }
}
