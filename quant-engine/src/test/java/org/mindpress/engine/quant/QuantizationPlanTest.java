package org.mindpress.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;

class QuantizationPlanTest {

    private static QuantizationPlan residual(PolicyRule... rules) {
        return QuantizationPlan.derive(ExampleNets.residual(1), new LayerPolicy(perTensor(), List.of(rules)));
    }

    private static LayerSettings perTensor() {
        return PolicyRule.of(new LayerMatcher.Glob("**"), Granularity.PER_TENSOR)
                .applyTo(LayerSettings.DEFAULT);
    }

    @Test
    void pointsAreTheInputEveryConvolutionAndEveryAdd() {
        assertThat(residual().points().stream().map(QuantizationPoint::name))
                .containsExactly(
                        "input",
                        "stem.conv",
                        "body.0.a.conv",
                        "body.0.b.conv",
                        "body.0.add",
                        "body.1.a.conv",
                        "body.1.b.conv",
                        "body.1.down.conv",
                        "body.1.add",
                        "fc");
    }

    @Test
    void aRuleKeepsConvolutionsInFloatAndLeavesAllPoints() {
        QuantizationPlan plan = residual(PolicyRule.keepingFloat(new LayerMatcher.Glob("body.1.**")));
        assertThat(plan.groups().stream().map(QuantizationGroup::layer).filter(plan::isFloatIsland))
                .containsExactly("body.1.a.conv", "body.1.b.conv", "body.1.down.conv");
        assertThat(plan.integerConvolutions().stream().map(QuantizationGroup::layer))
                .containsExactly("stem.conv", "body.0.a.conv", "body.0.b.conv", "fc");
        assertThat(plan.points().stream().map(QuantizationPoint::name))
                .isEqualTo(residual().points().stream()
                        .map(QuantizationPoint::name)
                        .toList());
        assertThat(plan.describe()).filteredOn(line -> line.contains("float32")).hasSize(3);
    }

    @Test
    void aLaterRuleTakesALayerBackToInt8() {
        PolicyRule back = new PolicyRule(
                new LayerMatcher.Glob("fc"),
                Optional.empty(),
                Optional.of(8),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        QuantizationPlan plan = residual(PolicyRule.keepingFloat(new LayerMatcher.Glob("**")), back);
        assertThat(plan.integerConvolutions().stream().map(QuantizationGroup::layer))
                .containsExactly("fc");
    }

    @Test
    void aRuleThatKeepsNoConvolutionInFloatIsRefused() {
        assertThatThrownBy(() -> residual(PolicyRule.keepingFloat(new LayerMatcher.Type(GroupKind.ADD))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only convolutions can stay in float");
    }

    @Test
    void aPointStandsBehindTheActivation() {
        QuantizationPlan plan = residual();
        assertThat(plan.pointOf("stem.conv").value()).isEqualTo("stem.relu");
        assertThat(plan.pointOf("stem.conv").side()).isEqualTo(RangeSide.NON_NEGATIVE);
        assertThat(plan.pointOf("body.0.b.conv").side()).isEqualTo(RangeSide.TWO_SIDED);
        assertThat(plan.pointOf("body.0.add").value()).isEqualTo("body.0.add.relu");
    }

    @Test
    void poolsAndReshapesKeepTheParametersOfTheirInput() {
        QuantizationPlan plan = residual();
        assertThat(plan.pointOf("pooled").name()).isEqualTo("body.1.add");
        assertThat(plan.pointOf("logits").name()).isEqualTo("fc");
        assertThat(plan.pointOf("input").name()).isEqualTo("input");
    }

    @Test
    void theTwoInputsOfAnAddKeepTheirOwnPoints() {
        assertThat(residual().group("body.1.add").inputs()).containsExactly("body.1.b.conv", "body.1.down.conv");
    }

    @Test
    void logitsAreNeverClipped() {
        assertThat(residual().pointOf("fc").observer()).isEqualTo(ObserverKind.MIN_MAX);
        assertThat(residual().pointOf("stem.conv").observer()).isEqualTo(ObserverKind.MEAN_SQUARED_ERROR);
    }

    @Test
    void structureIsFoundFromTheGraphAlone() {
        QuantizationPlan plan =
                residual(PolicyRule.of(new LayerMatcher.Structure(Block.RESIDUAL), Granularity.PER_CHANNEL));
        assertThat(plan.settings("body.1.down.conv").granularity()).isEqualTo(Granularity.PER_CHANNEL);
        assertThat(plan.settings("body.0.a.conv").granularity()).isEqualTo(Granularity.PER_CHANNEL);
        assertThat(plan.settings("stem.conv").granularity()).isEqualTo(Granularity.PER_TENSOR);
        assertThat(plan.settings("fc").granularity()).isEqualTo(Granularity.PER_TENSOR);
        assertThat(plan.group("stem.conv").blocks()).containsExactly(Block.STEM);
        assertThat(plan.group("fc").blocks()).containsExactly(Block.CLASSIFIER);
    }

    @Test
    void bottlenecksIncludeTheirProjection() {
        QuantizationPlan plan = QuantizationPlan.derive(ExampleNets.bottleneck(1), LayerPolicy.DEFAULT);
        for (String layer :
                List.of("layer.0.conv1.conv", "layer.0.conv2.conv", "layer.0.conv3.conv", "layer.0.down.conv")) {
            assertThat(plan.group(layer).blocks()).as(layer).contains(Block.BOTTLENECK, Block.RESIDUAL);
        }
        assertThat(residual().group("body.0.a.conv").blocks()).doesNotContain(Block.BOTTLENECK);
    }

    @Test
    void laterRulesWinSettingBySetting() {
        PolicyRule channels = PolicyRule.of(new LayerMatcher.Glob("body.*.a.conv"), Granularity.PER_CHANNEL);
        PolicyRule bits = new PolicyRule(
                new LayerMatcher.Type(GroupKind.CONVOLUTION),
                Optional.empty(),
                Optional.of(4),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        QuantizationPlan plan = residual(channels, bits);
        assertThat(plan.settings("body.0.a.conv").granularity()).isEqualTo(Granularity.PER_CHANNEL);
        assertThat(plan.settings("body.0.a.conv").weightBits()).isEqualTo(4);
        assertThat(plan.settings("body.0.b.conv").granularity()).isEqualTo(Granularity.PER_TENSOR);
    }

    @Test
    void aRuleThatMatchesNothingIsRefusedWithTheLayerNames() {
        assertThatThrownBy(() -> residual(
                        PolicyRule.of(new LayerMatcher.Glob("layer9.*"), Granularity.PER_CHANNEL),
                        PolicyRule.of(new LayerMatcher.Structure(Block.BOTTLENECK), Granularity.PER_CHANNEL)))
                .hasMessageContaining("'layers: layer9.*' matches no layer")
                .hasMessageContaining("'block: bottleneck' matches no layer")
                .hasMessageContaining("body.1.down.conv");
    }

    @Test
    void plansBeforeAndAfterFoldingNameTheSamePoints() {
        for (ModelGraph graph : List.of(ExampleNets.residual(1), ExampleNets.bottleneck(1), ExampleNets.depthwise(1))) {
            QuantizationPlan before = QuantizationPlan.derive(graph, LayerPolicy.DEFAULT);
            QuantizationPlan after =
                    QuantizationPlan.derive(BatchNormalizationFolding.fold(graph), LayerPolicy.DEFAULT);
            assertThat(after.points().stream().map(QuantizationPoint::name).toList())
                    .isEqualTo(before.points().stream()
                            .map(QuantizationPoint::name)
                            .toList());
            assertThat(after.groups().stream().map(QuantizationGroup::layer).toList())
                    .isEqualTo(before.groups().stream()
                            .map(QuantizationGroup::layer)
                            .toList());
        }
    }

    @Test
    void aReluThatFollowsNothingFusableIsNamed() {
        Map<String, FloatTensor> constants = new LinkedHashMap<>();
        ModelGraph graph = new ModelGraph(
                "net",
                "x",
                Shape.of(3, 4, 4),
                List.of(
                        new Node("pool", Operator.MAX_POOL, List.of("x"), new Attributes.Pool(Window.square(2, 2, 0))),
                        new Node("act", Operator.RELU, List.of("pool"), Attributes.NONE)),
                constants,
                "y");
        assertThatThrownBy(() -> QuantizationPlan.derive(graph, LayerPolicy.DEFAULT))
                .hasMessageContaining("'Relu' at node act: it must directly and alone follow a convolution or an Add");
    }

    @Test
    void momentsBecomeWholeSteps() {
        assertThat(new TrainingMoment(2, TrainingMoment.Unit.EPOCHS)
                        .inSteps(352, 1000)
                        .steps())
                .isEqualTo(704);
        assertThat(new TrainingMoment(30, TrainingMoment.Unit.PERCENT)
                        .inSteps(352, 150)
                        .steps())
                .isEqualTo(45);
        assertThat(new TrainingMoment(1.5, TrainingMoment.Unit.EPOCHS)).hasToString("1.5 epochs");
        assertThatThrownBy(() -> new TrainingMoment(2, TrainingMoment.Unit.EPOCHS).steps())
                .hasMessageContaining("was not converted to steps");
    }

    @Test
    void aGroupedConvolutionNeedsOneScale() {
        ModelGraph graph = convolution(4, 2);
        assertThatThrownBy(() -> QuantizationPlan.derive(graph, LayerPolicy.DEFAULT))
                .hasMessageContaining("layer conv is a convolution of 2 groups with 2 channels each")
                .hasMessageContaining("L14")
                .hasMessageContaining("{ layers: \"conv\", granularity: per-tensor }");
        assertThat(QuantizationPlan.describeLayers(graph))
                .singleElement()
                .asString()
                .contains("conv");
        QuantizationPlan plan = QuantizationPlan.derive(graph, new LayerPolicy(perTensor(), List.of()));
        assertThat(plan.forGraph(graph).settings("conv").granularity()).isEqualTo(Granularity.PER_TENSOR);
    }

    @Test
    void aDepthwiseConvolutionMayHaveAScalePerChannel() {
        assertThat(QuantizationPlan.derive(convolution(4, 4), LayerPolicy.DEFAULT)
                        .settings("conv")
                        .granularity())
                .isEqualTo(Granularity.PER_CHANNEL);
    }

    private static ModelGraph convolution(int channels, int groups) {
        return new ModelGraph(
                "net",
                "x",
                Shape.of(channels, 4, 4),
                List.of(new Node(
                        "conv",
                        Operator.CONVOLUTION,
                        List.of("x", "w", "b"),
                        new Attributes.Convolution(Window.square(1, 1, 0), groups))),
                Map.of(
                        "w",
                                FloatTensor.of(
                                        List.of(channels, channels / groups, 1, 1),
                                        new float[channels * channels / groups]),
                        "b", FloatTensor.vector(new float[channels])),
                "conv");
    }
}
