package org.mindpress.processors.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.quant.Granularity;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineParser;
import org.mindpress.processors.pipeline.UriRules;
import org.mindpress.processors.run.EmbeddedBucket;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.UserModels;

/** Files of the real frameworks on their way into a run: copied into the bucket, found again, and taken at the pipeline's image size. */
final class ModelAdmissionTest {
    @RegisterExtension
    static final EmbeddedBucket BUCKET = new EmbeddedBucket();

    private static final Path FIXTURES = Path.of("../quant-engine/src/test/resources");
    private static final String TEXT = """
            pipeline: small
            data: { set: tiny, format: cifar-10 }
            model: { uri: "file:%s" }
            input: { channels: RGB, height: %d, width: %d, mean: [0, 0, 0], standard-deviation: [1, 1, 1] }
            """;

    private UserModels models;

    @BeforeEach
    void open() {
        models = new UserModels(BUCKET.store());
    }

    private static Pipeline pipeline(String file, int size) throws Exception {
        Path folder = FIXTURES.toAbsolutePath().normalize();
        return new PipelineParser(UriRules.below(folder)).parse("small.yaml", TEXT.formatted(file, size, size));
    }

    /** A net of Keras with a convolution of two groups, 8 channels each. */
    private static Pipeline grouped(String policy) throws Exception {
        String file = FIXTURES.resolve("importer/keras/mobilenet-keras3.h5")
                .toRealPath()
                .toString();
        return new PipelineParser(UriRules.below(FIXTURES.toRealPath()))
                .parse("small.yaml", TEXT.formatted(file, 31, 32) + policy);
    }

    private ModelAdmission.Admitted admitted(Pipeline pipeline) throws Exception {
        List<String> problems = new ArrayList<>();
        var file = models.open("model", pipeline.model(), problems);
        assertThat(problems).isEmpty();
        return ModelAdmission.admit(file.orElseThrow(), pipeline);
    }

    @ParameterizedTest
    @CsvSource({
        "mindspore/lenet.mindir, 32",
        "mindspore/lenet_split_graph.mindir, 32",
        "importer/pytorch/external.dynamo.onnx, 32",
    })
    void aFileOfAnyFormatIsKnownByItsBytes(String file, int size) throws Exception {
        assertThat(admitted(pipeline(file, size)).graph().inputShape()).isEqualTo(Shape.of(3, size, size));
    }

    @ParameterizedTest
    @CsvSource({"32", "40"})
    void aCheckpointBecomesTheNamedNetworkForTheImagesOfThePipeline(int size) throws Exception {
        Pipeline pipeline = pipeline("mindspore/resnet20_flat.ckpt\", architecture: \"resnet20", size);
        assertThat(admitted(pipeline).graph().inputShape()).isEqualTo(Shape.of(3, size, size));
    }

    @Test
    void aCheckpointWithoutTheNameOfItsNetworkIsRefused() throws Exception {
        Pipeline pipeline = pipeline("mindspore/resnet20_flat.ckpt", 32);
        assertThatThrownBy(() -> admitted(pipeline))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("resnet20_flat.ckpt")
                .hasMessageContaining("name the architecture");
    }

    @Test
    void aGroupedConvolutionPerChannelIsRefusedBeforeAnythingRuns() throws Exception {
        Pipeline pipeline = grouped("");
        assertThatThrownBy(() -> admitted(pipeline))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("layer grouped is a convolution of 2 groups")
                .hasMessageContaining("{ layers: \"grouped\", granularity: per-tensor }");
    }

    @Test
    void theRemedyForAGroupedConvolutionIsOne() throws Exception {
        Pipeline pipeline = grouped("policy: { rules: [ { layers: \"grouped\", granularity: per-tensor } ] }\n");
        assertThat(admitted(pipeline).plan().settings("grouped").granularity()).isEqualTo(Granularity.PER_TENSOR);
    }

    @Test
    void aQuantisedFileKeepsItsNumbersAndIsNotTrained() throws Exception {
        Pipeline pipeline = pipeline("importer/onnxruntime/resnet.qdq.onnx", 32);
        ModelAdmission.Admitted admitted = admitted(pipeline);
        assertThat(admitted.given().orElseThrow().plan()).isEqualTo(admitted.plan());
        Pipeline training = new PipelineParser(
                        UriRules.below(FIXTURES.toAbsolutePath().normalize()))
                .parse(
                        "small.yaml",
                        TEXT.formatted("importer/onnxruntime/resnet.qdq.onnx", 32, 32)
                                + "stages: { distill: { steps: 4, batch: 8 } }\n");
        assertThatThrownBy(() -> admitted(training))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("resnet.qdq.onnx: the model is quantised already")
                .hasMessageContaining("remove qat: and distill:");
    }
}
