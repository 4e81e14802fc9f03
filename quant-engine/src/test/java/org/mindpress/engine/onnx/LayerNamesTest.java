package org.mindpress.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerNamesTest {

    @ParameterizedTest(name = "{1} {0}")
    @CsvSource({
        "/body/body.4/a/conv/Conv, Conv, body.4.a.conv",
        "/layer1/layer1.0/downsample/downsample.0/Conv, Conv, layer1.0.downsample.0",
        "/layer1/layer1.0/relu_1/Relu, Relu, layer1.0.relu_1",
        "/layer1/layer1.0/Add, Add, layer1.0",
        "/layer1/Add_1, Add, layer1",
        "/features/features.0/features.0.2/Clip, Clip, features.0.2",
        "/Flatten, Flatten, Flatten",
        "Conv_12, Conv, Conv_12",
        "body.4, Add, body.4",
        "a//b/, Relu, a.b",
        "with space/Relu, Relu, with_space"
    })
    void nodesAreNamedByTheirModulePath(String node, String operator, String expected) {
        assertThat(new LayerNames().ofNode(node(node, operator))).isEqualTo(expected);
    }

    @Test
    void layersWithWeightsAreNamedByTheWeightWhereItHasAModulesName() {
        OnnxNode node = node("/body/body.0/conv/Conv", "Conv");
        assertThat(new LayerNames().ofLayer("stem.conv.weight", node)).isEqualTo("stem.conv");
        assertThat(new LayerNames().ofLayer("onnx::Conv_203", node)).isEqualTo("body.0.conv");
        assertThat(new LayerNames().ofLayer("weight", node)).isEqualTo("body.0.conv");
    }

    @Test
    void eachNameIsGivenOnce() {
        LayerNames names = new LayerNames();
        names.reserve("logits");
        assertThat(names.ofNode(node("/block/Add", "Add"))).isEqualTo("block");
        assertThat(names.ofNode(node("/block/Add_1", "Add"))).isEqualTo("block.add");
        assertThat(names.ofNode(node("/block/Add_2", "Add"))).isEqualTo("block.add_2");
        assertThat(names.ofNode(node("logits", "Relu"))).isEqualTo("logits.relu");
    }

    @Test
    void namelessNodesAreNamedByWhatTheyCompute() {
        assertThat(new LayerNames().ofNode(node("", "Relu"))).isEqualTo("Relu_17");
    }

    private static OnnxNode node(String name, String operator) {
        return new OnnxNode(
                NodeProto.newBuilder()
                        .setName(name)
                        .setOpType(operator)
                        .addOutput("17")
                        .build(),
                0,
                17);
    }
}
