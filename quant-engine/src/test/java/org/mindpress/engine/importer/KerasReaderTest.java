package org.mindpress.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Shape;

/** Whole models that Keras saved give Keras's logits. */
class KerasReaderTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"lenet-keras3.h5", "mobilenet-keras3.h5", "lenet-keras2.h5", "mobilenet-keras2.h5"})
    void logitsAreThoseOfKeras(String file) throws IOException {
        assertThat(ModelFormat.of(Fixture.of("keras", file).bytes())).isEqualTo(ModelFormat.KERAS);
        Fixture.of("keras", file).assertAgreement(true);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"lenet-keras3.h5", "lenet-keras2.h5"})
    void layersKeepTheirNamesAndTheSoftmaxAtTheEndIsLeftOut(String file) {
        ImportedModel model = Fixture.of("keras", file).model();
        assertThat(model.graph().inputShape()).isEqualTo(Shape.of(1, 28, 26));
        assertThat(model.graph().nodes().stream().map(Node::name))
                .contains("first", "first.relu", "pool", "second", "average", "hidden", "hidden.relu", "classes");
        assertThat(model.notes())
                .contains("softmax of layer classes was left out: the imported graph ends with the logits");
    }
}
