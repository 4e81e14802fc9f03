package org.mindpress.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.mindpress.engine.evaluate.Sqnr;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.inspect.ModelDifference.Count;
import org.mindpress.engine.inspect.ModelDifference.Kind;
import org.mindpress.engine.mindir.DeploymentWriter;
import org.mindpress.engine.mindir.Golden;
import org.mindpress.engine.mindir.QuantizedNets;
import org.mindpress.engine.mindir.VerificationWriter;
import org.mindpress.engine.mindir.proto.MindIr.ModelProto;
import org.mindpress.engine.mindir.proto.MindIr.TensorProto;
import org.mindpress.engine.onnx.OnnxWriter;
import org.mindpress.engine.onnx.QdqWriter;
import org.mindpress.engine.quant.QuantizedModel;

class ModelDifferenceTest {
    static final List<String> MINDSPORE = Golden.MINDSPORE;

    private static final QuantizedModel MODEL = QuantizedNets.of(ExampleNets.residual(3), 5);
    private static final byte[] FLOAT = OnnxWriter.write(ExampleNets.residual(3));
    private static final byte[] QDQ = QdqWriter.write(MODEL);
    private static final byte[] DEPLOYMENT = DeploymentWriter.write(MODEL, "test 1");
    private static final byte[] VERIFICATION = VerificationWriter.write(MODEL, "test 1");

    @Test
    void aFileIsTheSameAsItself() {
        assertSame("net.onnx", FLOAT);
        assertSame("net.onnx", QDQ);
        assertSame("net.mindir", DEPLOYMENT);
        assertSame("net.mindir", VERIFICATION);
    }

    @ParameterizedTest
    @FieldSource("MINDSPORE")
    void filesOfMindSporeAreTheSameAsThemselves(String name) {
        assertSame(name + ".mindir", Golden.bytes(name + ".mindir"));
    }

    @Test
    void otherBytesWithEqualContentsAreTheSame() {
        byte[] renamed = edit(DEPLOYMENT, file -> file.getGraphBuilder().setName("another graph"));
        ModelDifference difference = between("a.mindir", DEPLOYMENT, "b.mindir", renamed);
        assertThat(difference.same()).isTrue();
        assertThat(difference.lines()).last().isEqualTo("same: other bytes, equal graph and numbers");
    }

    @Test
    void oneWeightCodeIsFoundInItsTensorAndItsLayer() {
        TensorProto weight = parameter(DEPLOYMENT, ".weight");
        String name = visible(weight);
        byte[] changed =
                withRawData(DEPLOYMENT, weight, 0, (byte) (weight.getRawData().byteAt(0) ^ 2));
        ModelDifference difference = between("a.mindir", DEPLOYMENT, "b.mindir", changed);
        assertThat(difference.same()).isFalse();
        assertThat(difference.nodes()).isEmpty();
        assertThat(difference.tensors()).singleElement().satisfies(tensor -> {
            assertThat(tensor.tensor()).isEqualTo(name);
            assertThat(tensor.differing()).isEqualTo(1);
            assertThat(tensor.largest()).isEqualTo(2);
        });
        assertThat(difference.layers()).singleElement().satisfies(layer -> {
            assertThat(layer.layer() + ".weight").isEqualTo(name);
            assertThat(layer.codes()).isEqualTo(new Count(weight.getRawData().size(), 1));
            assertThat(layer.scales().differing()).isZero();
            assertThat(layer.biases().differing()).isZero();
            assertThat(layer.ratio()).containsExactly(Sqnr.Kind.FINITE);
        });
        assertThat(difference.lines()).anyMatch(line -> line.contains("codes 1/"));
    }

    @Test
    void oneBiasIsFoundInItsLayerAlone() {
        TensorProto bias = parameter(DEPLOYMENT, ".bias");
        // the exponent of a float32
        byte[] changed =
                withRawData(DEPLOYMENT, bias, 3, (byte) (bias.getRawData().byteAt(3) ^ 1));
        ModelDifference difference = between("a.mindir", DEPLOYMENT, "b.mindir", changed);
        assertThat(difference.layers()).singleElement().satisfies(layer -> {
            assertThat(layer.biases().differing()).isEqualTo(1);
            assertThat(layer.biasCodes().differing()).isEqualTo(1);
            assertThat(layer.codes().differing()).isZero();
            assertThat(layer.ratio()).containsExactly(Sqnr.Kind.EXACT);
        });
    }

    @Test
    void otherScalesAndZeroPointsAreFoundWhereTheyStand() {
        byte[] other = DeploymentWriter.write(QuantizedNets.of(ExampleNets.residual(3), 6), "test 1");
        ModelDifference difference = between("a.mindir", DEPLOYMENT, "b.mindir", other);
        assertThat(difference.points())
                .extracting(ModelDifference.PointChange::layer)
                .containsAll(MODEL.parameters().keySet());
        assertThat(difference.layers())
                .allSatisfy(layer -> assertThat(layer.codes().differing()).isZero());
    }

    @Test
    void layersOfTwoNetsAreAddedAndRemovedByName() {
        ModelDifference difference = between("a.onnx", FLOAT, "b.onnx", OnnxWriter.write(ExampleNets.depthwise(4)));
        assertThat(difference.layers())
                .extracting(ModelDifference.LayerChange::change)
                .contains(Kind.ADDED, Kind.REMOVED);
        assertThat(difference.nodes())
                .extracting(ModelDifference.NodeChange::change)
                .contains(Kind.ADDED, Kind.REMOVED);
    }

    @Test
    void aFloatModelAndItsQuantisedFormAreComparedLayerByLayer() {
        ModelDifference difference = between("net.onnx", FLOAT, "net.mindir", DEPLOYMENT);
        assertThat(difference.same()).isFalse();
        assertThat(difference.nodes()).isEmpty();
        assertThat(difference.tensors()).isEmpty();
        assertThat(difference.header())
                .extracting(ModelDifference.TextChange::name)
                .contains("format");
        assertThat(difference.layers()).isNotEmpty().allSatisfy(layer -> {
            assertThat(layer.change()).isEqualTo(Kind.CHANGED);
            assertThat(layer.decibels())
                    .singleElement()
                    .satisfies(ratio -> assertThat(ratio).isBetween(30.0, 60.0));
        });
    }

    @Test
    void theThreeQuantisedFormsHaveTheSameNumbers() {
        assertThat(between("a.onnx", QDQ, "b.mindir", DEPLOYMENT).layers())
                .allSatisfy(layer -> assertThat(layer.codes().differing()).isZero());
        assertThat(between("a.mindir", DEPLOYMENT, "b.mindir", VERIFICATION).layers())
                .allSatisfy(layer -> assertThat(layer.codes().differing()).isZero());
        assertThat(between("a.onnx", QDQ, "b.mindir", DEPLOYMENT).points()).isEmpty();
    }

    private static void assertSame(String name, byte[] content) {
        ModelDifference difference = between(name, content, name, content);
        assertThat(difference.same()).as(name).isTrue();
        assertThat(difference.lines()).last().isEqualTo("same: equal bytes");
    }

    private static ModelDifference between(String one, byte[] first, String other, byte[] second) {
        return ModelDifference.between(InspectedModel.read(one, first), InspectedModel.read(other, second));
    }

    private static TensorProto parameter(byte[] file, String ending) {
        return parsed(file).getGraph().getParameterList().stream()
                .filter(parameter -> visible(parameter).endsWith(ending))
                .findFirst()
                .orElseThrow();
    }

    /** The name without the graph's before it. */
    private static String visible(TensorProto parameter) {
        return parameter.getName().substring(parameter.getName().indexOf(':') + 1);
    }

    private static byte[] withRawData(byte[] file, TensorProto parameter, int place, byte value) {
        return edit(
                file,
                model -> model.getGraphBuilder().getParameterBuilderList().stream()
                        .filter(one -> one.getName().equals(parameter.getName()))
                        .forEach(one -> {
                            byte[] data = one.getRawData().toByteArray();
                            data[place] = value;
                            one.setRawData(ByteString.copyFrom(data));
                        }));
    }

    private static byte[] edit(byte[] file, Consumer<ModelProto.Builder> change) {
        ModelProto.Builder builder = parsed(file).toBuilder();
        change.accept(builder);
        return builder.build().toByteArray();
    }

    private static ModelProto parsed(byte[] file) {
        try {
            return ModelProto.parseFrom(file);
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
