package org.mindpress.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.mindir.Golden;

/** Float MindIR of a real MindSpore computes here what it computes there. */
class MindirImportTest {
    private static final double TOLERANCE = 1e-4;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "lenet.mindir, lenet",
        "lenet_d1.mindir, lenet",
        "lenet_split_graph.mindir, lenet",
        "residual.mindir, residual",
        "mobile.mindir, mobile"
    })
    void logitsAreThoseOfMindSpore(String file, String net) {
        ImportedModel imported = ModelImport.read(MindsporeFiles.model(file));
        float[] computed = MindsporeFiles.computed(imported, net);
        assertThat(MindsporeFiles.largestDifference(computed, MindsporeFiles.logits(net)))
                .isLessThan(TOLERANCE);
        assertThat(MindsporeFiles.largestDifference(
                        MindsporeFiles.run(ModelImport.onnx(MindsporeFiles.model(file)), net),
                        MindsporeFiles.logits(net)))
                .as("before lowering")
                .isLessThan(TOLERANCE);
    }

    @Test
    void layersAreCalledAfterTheCellsTheyComeFrom() {
        ImportedModel imported = ModelImport.read(MindsporeFiles.model("mobile.mindir"));
        Set<String> names = imported.graph().nodes().stream().map(Node::name).collect(Collectors.toSet());
        assertThat(names)
                .contains(
                        "features.0",
                        "features.1",
                        "features.2",
                        "features.4.layers.3",
                        "features.5.layers.4",
                        "classifier.1");
        assertThat(imported.graph().constants())
                .containsKeys("features.1.weight", "features.1.running_var", "classifier.1.bias");
        assertThat(imported.originalNames().get("features.2")).contains("CNode_");
        assertThat(imported.notes()).contains("the batch size was fixed to 1 and is dynamic now");
    }

    @Test
    void bothDialectsGiveTheSameGraph() {
        ImportedModel newer = ModelImport.read(MindsporeFiles.model("lenet.mindir"));
        ImportedModel older = ModelImport.read(MindsporeFiles.model("lenet_d1.mindir"));
        ImportedModel split = ModelImport.read(MindsporeFiles.model("lenet_split_graph.mindir"));
        assertThat(older.graph().nodes()).isEqualTo(newer.graph().nodes());
        assertThat(older.graph().constants()).isEqualTo(newer.graph().constants());
        assertThat(split.graph().constants()).isEqualTo(newer.graph().constants());
    }

    @Test
    void batchNormStaysANodeWithItsEpsilon() {
        List<Node> nodes = ModelImport.read(MindsporeFiles.model("residual.mindir"))
                .graph()
                .nodes();
        assertThat(nodes.stream().filter(node -> node.operator() == Operator.BATCH_NORMALIZATION))
                .hasSize(2)
                .first()
                .extracting(node -> node.attributes().toString())
                .asString()
                .contains("1.0E-4");
    }

    @Test
    void goldenFilesOfOtherReleasesCanBeRead() throws IOException {
        ImportedModel lenet = ModelImport.read(ModelFile.of("lenet_bn.mindir", Golden.bytes("lenet_bn.mindir")));
        assertThat(lenet.graph().outputShape().dimensions()).containsExactly(10);
        ImportedModel tiny = ModelImport.read(ModelFile.of("spec10_tiny.mindir", Golden.bytes("spec10_tiny.mindir")));
        assertThat(tiny.graph().nodes()).extracting(Node::operator).contains(Operator.MAX_POOL, Operator.RESHAPE);
    }

    @Test
    void dataFilesAreNamedOnce() {
        assertThat(ModelImport.companions(MindsporeFiles.model("lenet_split_graph.mindir")))
                .containsExactly("lenet_split_variables/data_0");
        assertThat(ModelImport.companions(MindsporeFiles.model("lenet.mindir"))).isEmpty();
    }

    @Test
    void theFormatIsKnownByTheBytes() {
        byte[] content = MindsporeFiles.bytes("lenet.mindir");
        assertThat(ModelFormat.of(content)).isEqualTo(ModelFormat.MINDIR);
        assertThat(ModelFormat.of(Arrays.copyOf(content, 200))).isEqualTo(ModelFormat.MINDIR);
        for (String golden : Golden.MINDSPORE) {
            assertThat(ModelFormat.of(Golden.bytes(golden + ".mindir"))).isEqualTo(ModelFormat.MINDIR);
        }
    }
}
