package org.mindpress.engine.mindir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;
import org.mindpress.engine.importer.ModelFile;
import org.mindpress.engine.importer.ModelImport;
import org.mindpress.engine.infer.FirstTestImages;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.onnx.OnnxWriter;

/** The law of the float file: what is written and read again computes the same bits. */
class FloatWriterTest {
    private static final int IMAGES = 3;

    enum Net {
        RESIDUAL(ExampleNets.residual(3)),
        BOTTLENECK(ExampleNets.bottleneck(4)),
        DEPTHWISE(ExampleNets.depthwise(5)),
        MULTIPLIED(ExampleNets.depthwiseMultiplied(6)),
        FOLDED(BatchNormalizationFolding.fold(ExampleNets.residual(7))),
        EVERY_FORM(FloatNets.everyForm(8)),
        RESNET_20(read("resnet20-cifar10.onnx")),
        MOBILENET_V2(read("mobilenetv2-cifar10.onnx"));

        private final ModelGraph graph;

        Net(ModelGraph graph) {
            this.graph = graph;
        }

        private static ModelGraph read(String file) {
            return OnnxReader.read(file, FirstTestImages.model(file)).graph();
        }
    }

    @ParameterizedTest
    @EnumSource(Net.class)
    void whatIsReadBackComputesTheSameBits(Net net) {
        ModelGraph again = readBack(net.graph);
        float[] images = FloatNets.images(net.graph, IMAGES, 21);
        assertThat(logits(again, images)).containsExactly(logits(net.graph, images));
        assertThat(again.inputName()).isEqualTo(net.graph.inputName());
    }

    /** All but the last, whose name is that of the file's output. */
    @Test
    void layersKeepTheirNames() {
        List<Node> written = ExampleNets.bottleneck(4).nodes();
        List<Node> again = readBack(ExampleNets.bottleneck(4)).nodes();
        assertThat(again).hasSameSizeAs(written);
        for (int i = 0; i < written.size() - 1; i++) {
            assertThat(again.get(i).name()).isEqualTo(written.get(i).name());
            assertThat(again.get(i).operator()).isEqualTo(written.get(i).operator());
        }
    }

    @Test
    void parametersHaveTheNamesOfMindSpore() {
        ModelGraph graph = ExampleNets.residual(3);
        MindirModel file = MindirReader.read("float", write(graph));
        assertThat(file.dialect()).isEqualTo(MindirModel.Dialect.D2);
        assertThat(file.parameters().stream().map(MindirParameter::name))
                .startsWith(
                        "stem.conv.weight",
                        "stem.bn.gamma",
                        "stem.bn.beta",
                        "stem.bn.moving_mean",
                        "stem.bn.moving_variance",
                        "body.0.a.conv.weight")
                .endsWith("fc.weight", "fc.bias")
                .doesNotHaveDuplicates();
        assertThat(file.parameter("stem.bn.moving_variance")
                        .orElseThrow()
                        .data()
                        .floats())
                .containsExactly(graph.constant("stem.bn.running_var").toArray());
    }

    @Test
    void theFileSaysWhatItsImagesAre() {
        ModelGraph graph = ExampleNets.residual(3);
        Map<String, String> said = MindirReader.read("float", write(graph)).userInfo();
        assertThat(said)
                .containsEntry("mindpress.producer", "test 1")
                .containsKeys("mindpress.input", "mindpress.layers")
                .doesNotContainKey("mindpress.output.scale");
    }

    @Test
    void theSameNetGivesTheSameBytes() {
        assertThat(write(FloatNets.everyForm(8))).isEqualTo(write(FloatNets.everyForm(8)));
        assertThat(write(FloatNets.lopsidedPool(8))).isEqualTo(write(FloatNets.lopsidedPool(8)));
    }

    @Test
    void averagePoolsWhosePaddingHasNoFormAreRefused() {
        Attributes pool = new Attributes.Pool(Window.square(3, 2, 0).withPadding(new Padding(1, 1, 0, 0)));
        ModelGraph graph = new ModelGraph(
                "odd",
                "image",
                Shape.of(3, 8, 8),
                List.of(
                        new Node("mean", Operator.AVERAGE_POOL, List.of("image"), pool),
                        new Node("flat", Operator.RESHAPE, List.of("mean"), new Attributes.Reshape(Shape.of(48)))),
                Map.of(),
                "logits");
        assertThatThrownBy(() -> write(graph))
                .isInstanceOf(ExportRefusedException.class)
                .hasMessageContaining("L24 at mean: average pool with padding");
    }

    private static byte[] write(ModelGraph graph) {
        return FloatWriter.write(graph, FloatNets.input(graph), "test 1");
    }

    private static ModelGraph readBack(ModelGraph graph) {
        return ModelImport.read(ModelFile.of("float.mindir", write(graph))).graph();
    }

    private static float[] logits(ModelGraph graph, float[] images) {
        try (FloatSession session = FloatSession.open(OnnxWriter.write(graph), SessionSettings.literal(1))) {
            return session.run(images, IMAGES);
        }
    }
}
