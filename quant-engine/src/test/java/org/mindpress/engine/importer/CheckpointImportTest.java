package org.mindpress.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.graph.Shape;

/** A checkpoint enters by the same door as any model, with the name of its network. */
class CheckpointImportTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({"resnet20_zoo, resnet20, 32", "mobilenet_v2_mindcv, mobilenet_v2, 40"})
    void logitsAreThoseOfMindSpore(String name, String architecture, int side) {
        ModelFile file = file(name, Optional.of(architecture)).withImage(Shape.of(3, side, side));
        float[] computed = MindsporeFiles.computed(ModelImport.read(file), name);
        assertThat(MindsporeFiles.largestDifference(computed, MindsporeFiles.logits(name)))
                .isLessThan(1e-4);
        assertThat(MindsporeFiles.run(ModelImport.onnx(file), name)).isEqualTo(computed);
        assertThat(ModelImport.companions(file)).isEmpty();
    }

    @Test
    void withoutAnImageTheUsualOneIsTaken() {
        assertThat(ModelImport.read(file("resnet20_zoo", Optional.of("resnet20")))
                        .graph()
                        .inputShape())
                .isEqualTo(Shape.of(3, 32, 32));
    }

    @Test
    void theNetworkMustBeNamedAndKnown() {
        assertThatThrownBy(() -> ModelImport.read(file("lenet", Optional.empty())))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContainingAll("lenet.ckpt", "9 parameters and no network", "resnet20", "mobilenet_v2");
        assertThatThrownBy(() -> ModelImport.read(file("lenet", Optional.of("lenet5"))))
                .hasMessageContaining("there is no architecture 'lenet5'");
    }

    @Test
    void theFormatIsKnownByTheBytes() {
        assertThat(ModelFormat.of(MindsporeFiles.bytes("lenet.ckpt"))).isEqualTo(ModelFormat.CHECKPOINT);
        assertThat(ModelFormat.of(MindsporeFiles.bytes("lenet.mindir"))).isEqualTo(ModelFormat.MINDIR);
    }

    private static ModelFile file(String name, Optional<String> architecture) {
        return new ModelFile(name + ".ckpt", MindsporeFiles.bytes(name + ".ckpt"), CompanionFiles.none(), architecture);
    }
}
