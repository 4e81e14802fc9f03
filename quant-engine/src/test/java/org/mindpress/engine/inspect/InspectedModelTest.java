package org.mindpress.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.inspect.ModelContents.Layer;
import org.mindpress.engine.inspect.ModelContents.Point;
import org.mindpress.engine.mindir.DeploymentWriter;
import org.mindpress.engine.mindir.Golden;
import org.mindpress.engine.mindir.QuantizedNets;
import org.mindpress.engine.mindir.VerificationWriter;
import org.mindpress.engine.onnx.OnnxWriter;
import org.mindpress.engine.onnx.QdqWriter;
import org.mindpress.engine.quant.QuantizedModel;

class InspectedModelTest {
    private static final QuantizedModel MODEL = QuantizedNets.of(ExampleNets.residual(3), 5);
    private static final ModelContents FLOAT = contents("net.onnx", OnnxWriter.write(ExampleNets.residual(3)));
    private static final ModelContents QDQ = contents("net.onnx", QdqWriter.write(MODEL));
    private static final ModelContents DEPLOYMENT = contents("net.mindir", DeploymentWriter.write(MODEL, "test 1"));
    private static final ModelContents VERIFICATION = contents("net.mindir", VerificationWriter.write(MODEL, "test 1"));

    @Test
    void formatsAreToldApart() {
        assertThat(List.of(FLOAT.format(), QDQ.format(), DEPLOYMENT.format(), VERIFICATION.format()))
                .containsExactly("onnx", "qdq-onnx", "mindir-d1", "mindir-d2");
    }

    @Test
    void oneNetHasTheSameLayersInEveryFormat() {
        assertThat(shapes(FLOAT)).isNotEmpty();
        assertThat(shapes(QDQ)).isEqualTo(shapes(FLOAT));
        assertThat(shapes(DEPLOYMENT)).isEqualTo(shapes(FLOAT));
        assertThat(shapes(VERIFICATION)).isEqualTo(shapes(FLOAT));
    }

    @Test
    void layersInFloatSaySoAndTheirPointsStayThoseOfTheModel() {
        QuantizedModel mixed = QuantizedNets.withFloatIslands(ExampleNets.residual(3), 5, "stem.conv", "body.0.a.conv");
        for (ModelContents contents : List.of(
                contents("net.onnx", QdqWriter.write(mixed)),
                contents("net.mindir", DeploymentWriter.write(mixed, "test 1")))) {
            assertThat(contents.layers())
                    .filteredOn(layer -> !layer.type().equals("int8"))
                    .extracting(Layer::layer)
                    .containsExactly("stem.conv", "body.0.a.conv");
            Map<String, List<Quantization>> points = contents.points().stream()
                    .collect(Collectors.groupingBy(
                            Point::layer, Collectors.mapping(Point::quantization, Collectors.toList())));
            mixed.parameters()
                    .forEach((point, parameters) -> assertThat(points.get(point))
                            .as("%s in %s", point, contents.format())
                            .containsOnly(
                                    new Quantization(List.of(parameters.scale()), List.of(parameters.zeroPoint()))));
        }
    }

    @Test
    void scalesOfWeightsAndActivationsAreThoseOfTheModelInBothQuantisedForms() {
        for (ModelContents contents : List.of(QDQ, DEPLOYMENT)) {
            for (Layer layer : contents.layers()) {
                float[] scales = MODEL.convolution(layer.layer()).weight().scales();
                assertThat(layer.type()).isEqualTo("int8");
                assertThat(layer.quantization().get(0).scales())
                        .hasSize(scales.length)
                        .first()
                        .isEqualTo(scales[0]);
            }
            Map<String, Quantization> points = contents.points().stream()
                    .collect(Collectors.toMap(Point::layer, Point::quantization, (one, other) -> one));
            MODEL.parameters()
                    .forEach((point, parameters) -> assertThat(points)
                            .containsEntry(
                                    point,
                                    new Quantization(List.of(parameters.scale()), List.of(parameters.zeroPoint()))));
        }
    }

    @Test
    void floatFilesHaveNoQuantisationAndCodesWithoutScalesSaySo() {
        assertThat(FLOAT.points()).isEmpty();
        assertThat(FLOAT.layers()).allSatisfy(layer -> assertThat(layer.type()).isEqualTo("float"));
        assertThat(VERIFICATION.layers()).allSatisfy(layer -> {
            assertThat(layer.type()).isEqualTo("int8");
            assertThat(layer.quantization()).isEmpty();
        });
    }

    @Test
    void countsAndSizesAddUp() {
        for (ModelContents contents : List.of(FLOAT, QDQ, DEPLOYMENT, VERIFICATION)) {
            assertThat(contents.operators().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(contents.nodes().size());
            assertThat(contents.parameterBytes())
                    .isPositive()
                    .isLessThan(contents.model().bytes());
            assertThat(contents.nodes().stream()
                            .map(ModelContents.ModelNode::name)
                            .toList())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void everyFileOfMindSporeIsShown() {
        for (String name : Golden.MINDSPORE) {
            ModelContents contents = contents(name + ".mindir", Golden.bytes(name + ".mindir"));
            assertThat(contents.format()).as(name).isEqualTo("mindir-d2");
            assertThat(contents.nodeLines()).as(name).hasSameSizeAs(contents.nodes());
            assertThat(contents.lines()).as(name).anyMatch(line -> line.startsWith("operators: "));
        }
    }

    @Test
    void filesThatBreakRulesAreShownAsWell() {
        ModelContents contents = contents("net.mindir", Golden.bytes("rules/l03_uint8_zero_point.mindir"));
        assertThat(contents.points())
                .anySatisfy(
                        point -> assertThat(point.quantization().zeroPoints()).containsExactly(131));
    }

    @Test
    void otherFilesAreRefusedByName() {
        assertThatThrownBy(() -> contents("net.txt", new byte[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("net.txt is neither .onnx nor .mindir");
        for (String name : List.of("net.onnx", "net.mindir")) {
            assertThatThrownBy(() -> contents(name, new byte[] {1, 2, 3}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name);
        }
    }

    private static Map<String, List<Integer>> shapes(ModelContents contents) {
        return contents.layers().stream().collect(Collectors.toMap(Layer::layer, Layer::weight));
    }

    private static ModelContents contents(String name, byte[] bytes) {
        return InspectedModel.read(name, bytes).contents();
    }
}
