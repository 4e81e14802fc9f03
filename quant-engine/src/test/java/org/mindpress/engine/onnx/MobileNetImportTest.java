package org.mindpress.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.infer.FirstTestImages;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.train.TrainableOperators;

/** The trained depthwise net, whose ReLU6 come as Clip with its limits in constants. */
class MobileNetImportTest {
    private static final String FILE = "mobilenetv2-cifar10.onnx";
    private static final ModelGraph GRAPH =
            OnnxReader.read(FILE, FirstTestImages.model(FILE)).graph();

    @Test
    void theDepthwiseNetIsInDeviceForm() {
        assertThat(GRAPH.parameterCount()).isEqualTo(361_122);
        assertThat(count(Operator.RELU6)).isEqualTo(19);
        assertThat(count(Operator.ADD)).isEqualTo(5);
        assertThat(GRAPH.nodes().stream()
                        .filter(node -> node.operator() == Operator.CONVOLUTION)
                        .filter(MobileNetImportTest::isDepthwise))
                .hasSize(9);
        assertThat(TrainableOperators.faults(GRAPH)).isEmpty();
    }

    @Test
    void theLoweredNetGivesTheLogitsOfTheTrainingFramework() {
        float[] expected = FirstTestImages.logits("mobilenetv2-cifar10.logits.first100.npy");
        try (FloatSession session = FloatSession.open(OnnxWriter.write(GRAPH), SessionSettings.optimized(2))) {
            float[] logits = session.run(FirstTestImages.normalized(FirstTestImages.COUNT), FirstTestImages.COUNT);
            assertThat(logits).containsExactly(expected, offset(1e-4f));
        }
    }

    private static boolean isDepthwise(Node node) {
        int group = node.convolution().group();
        return group > 1 && group == GRAPH.shapeOf(node.inputs().get(0)).channels();
    }

    private static long count(Operator operator) {
        return GRAPH.nodes().stream()
                .filter(node -> node.operator() == operator)
                .count();
    }
}
