package org.mindpress.engine.mindir;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.mindpress.engine.mindir.proto.MindIr.ModelProto;

class MindirGoldenTest {
    static final List<String> FILES = Golden.MINDSPORE;

    @ParameterizedTest
    @FieldSource("FILES")
    void parsesWithoutUnknownFieldsAndSerialisesToTheSameBytes(String name) throws Exception {
        byte[] bytes = Golden.bytes(name + ".mindir");
        ModelProto model = ModelProto.parseFrom(bytes);
        assertThat(unknownFields(model)).isZero();
        assertThat(Arrays.equals(model.toByteArray(), bytes)).isTrue();
    }

    @ParameterizedTest
    @FieldSource("FILES")
    void readsEveryFile(String name) {
        MindirModel model = Golden.model(name);
        assertThat(model.nodes()).isNotEmpty();
        assertThat(model.output().type()).isPresent();
        assertThat(model.inputs().get(0).name()).isEqualTo("x");
    }

    @Test
    void bookkeepingNodesAreLookedThrough() {
        MindirModel model = Golden.model("lenet_bn");
        assertThat(model.dialect()).isEqualTo(MindirModel.Dialect.D2);
        assertThat(model.nodes())
                .extracting(MindirNode::operator)
                .doesNotContain("Load", "Depend", "UpdateState", "MakeTuple", "TupleGetItem")
                .contains("Conv2D", "BatchNorm", "MatMul", "Flatten");
        MindirNode convolution = model.nodes().get(0);
        assertThat(convolution.input(0)).isEqualTo(new Operand.Input("x"));
        assertThat(convolution.input(1)).isEqualTo(new Operand.Parameter("conv1.weight", true));
        assertThat(model.parameters()).extracting(MindirParameter::name).contains("bn1.moving_mean", "fc1.bias");
    }

    @Test
    void markersAndAttributesOfADeploymentFileAreAtHand() {
        MindirModel model = Golden.model("lite_conv2_odd");
        assertThat(model.dialect()).isEqualTo(MindirModel.Dialect.D1);
        MindirNode convolution = model.nodes().stream()
                .filter(node -> node.operator().equals("Conv2D"))
                .findFirst()
                .orElseThrow();
        MindirNode weightMarker = model.node(((Operand.Result) convolution.input(1)).node());
        assertThat(QuantizationMarker.of(weightMarker).scales()).hasSize(13);
        assertThat(weightMarker.input(0)).isInstanceOf(Operand.Parameter.class);
        TensorType weight =
                model.constantTensor(weightMarker.input(0)).orElseThrow().type();
        Window window = Window.ofConvolution(convolution, weight, 11, 11);
        assertThat(window.padTop()).isEqualTo(1);
        assertThat(window.outputHeight(11)).isEqualTo(11);
        assertThat(convolution.integer("group")).isEqualTo(1);
    }

    private static int unknownFields(Message message) {
        int count = message.getUnknownFields().asMap().size();
        for (Object value : message.getAllFields().values()) {
            if (value instanceof Message child) {
                count += unknownFields(child);
            } else if (value instanceof List<?> list) {
                for (Object element : list) {
                    count += element instanceof Message child ? unknownFields(child) : 0;
                }
            }
        }
        return count;
    }
}
