package org.mindpress.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Shape;

/** Networks that Deeplearning4j saved give Deeplearning4j's logits. */
class Deeplearning4jReaderTest {
    private static final Fixture LAYERS =
            Fixture.of("deeplearning4j", "lenet.zip").withImage(Shape.of(1, 28, 26));
    private static final Fixture GRAPH =
            Fixture.of("deeplearning4j", "mobilenet.zip").withImage(Shape.of(3, 31, 32));
    private static final Fixture FLAT = Fixture.of("deeplearning4j", "flat.zip");

    @Test
    void logitsOfAMultiLayerNetworkAreThose() throws IOException {
        assertThat(ModelFormat.of(LAYERS.bytes())).isEqualTo(ModelFormat.DEEPLEARNING4J);
        ImportedModel model = LAYERS.assertAgreement(false);
        assertThat(model.graph().nodes().stream().map(Node::name))
                .contains(
                        "first", "first.activation", "pool", "second", "norm", "relu6", "average", "hidden", "classes");
        assertThat(model.notes())
                .contains("softmax of layer classes was left out: the imported graph ends with the logits");
    }

    @Test
    void logitsOfAComputationGraphAreThose() throws IOException {
        GRAPH.assertAgreement(false);
    }

    @Test
    void aNetworkOfFlatImagesSaysHowLargeTheyAre() throws IOException {
        assertThat(FLAT.assertAgreement(false).graph().inputShape()).isEqualTo(Shape.of(2, 9, 8));
    }
}
