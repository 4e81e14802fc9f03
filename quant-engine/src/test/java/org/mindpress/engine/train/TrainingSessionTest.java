package org.mindpress.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.onnx.ExampleFile;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.quant.Granularity;
import org.mindpress.engine.quant.LayerMatcher;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.PointState;
import org.mindpress.engine.quant.PolicyRule;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.TrainingMoment;

class TrainingSessionTest {
    private static final ModelGraph MODEL = ExampleNets.residual(1);
    private static final Clock STOPPED = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private static TrainingStart start(ModelGraph model, long steps, LayerSettings defaults) {
        QuantizationPlan plan = QuantizationPlan.derive(model, new LayerPolicy(defaults, List.of()))
                .inSteps(100, steps);
        return new TrainingStart(model, plan, QuantizationState.initial(plan));
    }

    private static LayerSettings delayed(long steps) {
        LayerSettings settings = LayerSettings.DEFAULT;
        return new LayerSettings(
                settings.granularity(),
                settings.weightBits(),
                settings.observer(),
                TrainingMoment.ofSteps(steps),
                settings.batchNormalizationFreeze(),
                settings.observerFreeze());
    }

    private static GeneratedExamples examples(boolean teacher) {
        return new GeneratedExamples(MODEL, 16, 5, teacher);
    }

    private static TrainingSettings settings(Optimizer optimizer, long steps) {
        return TrainingSettings.ofSteps(steps)
                .withOptimizer(optimizer)
                .withLearningRate(optimizer == Optimizer.SGD ? 0.02 : 0.003)
                .withDistillation(Distillation.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({"SGD, RESIDUAL", "ADAM, RESIDUAL", "ADAM, DEPTHWISE_MULTIPLIED"})
    void aResumedTrainingEqualsAnUninterruptedOneInAllBits(Optimizer optimizer, TrainedNet net) {
        ModelGraph model = net.model(1);
        GeneratedExamples examples = new GeneratedExamples(model, 16, 5, true);
        TrainingStart start = start(model, 6, delayed(2));
        TrainingSettings settings = settings(optimizer, 6);
        TrainingSession straight = TrainingSession.start(start, settings);
        assertThat(straight.run(examples, RecordingHost.patient(), STOPPED)).isTrue();

        RecordingHost impatient = new RecordingHost(3);
        assertThat(TrainingSession.start(start, settings).run(examples, impatient, STOPPED))
                .isFalse();
        TrainingSession resumed = TrainingSession.resume(start, settings, impatient.lastCheckpoint());
        assertThat(resumed.step()).isEqualTo(3);
        assertThat(resumed.run(examples, RecordingHost.patient(), STOPPED)).isTrue();

        assertThat(resumed.checkpoint()).isEqualTo(straight.checkpoint());
        assertThat(resumed.result().model().constants())
                .isEqualTo(straight.result().model().constants());
        assertThat(resumed.result().state()).isEqualTo(straight.result().state());
        assertThat(resumed.result().losses()).isEqualTo(straight.result().losses());
        TrainingExamples probe = examples.batch(99);
        assertThat(Arrays.equals(resumed.predict(probe.images(), 16), straight.predict(probe.images(), 16)))
                .isTrue();
    }

    @Test
    void aCheckpointOfAnotherTrainingIsRefused() {
        TrainingStart start = start(MODEL, 6, LayerSettings.DEFAULT);
        byte[] checkpoint =
                TrainingSession.start(start, settings(Optimizer.SGD, 6)).checkpoint();
        assertThatThrownBy(() -> TrainingSession.resume(start, settings(Optimizer.ADAM, 6), checkpoint))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("belongs to another training");
    }

    @ParameterizedTest
    @EnumSource(TrainedNet.class)
    void learns(TrainedNet net) {
        ModelGraph model = net.model(1);
        TrainingSession session = TrainingSession.start(
                start(model, 30, LayerSettings.DEFAULT),
                TrainingSettings.ofSteps(30).withLearningRate(0.05));
        session.run(new GeneratedExamples(model, 16, 5, false), RecordingHost.patient(), STOPPED);
        List<LossPoint> losses = session.result().losses();
        assertThat(losses).hasSize(30);
        double first = losses.subList(0, 5).stream()
                .mapToDouble(LossPoint::loss)
                .average()
                .orElseThrow();
        double last = losses.subList(25, 30).stream()
                .mapToDouble(LossPoint::loss)
                .average()
                .orElseThrow();
        assertThat(last).isLessThan(0.8 * first);
    }

    @Test
    void activationsAreFloatUpToTheDelayAndRoundedAfterwardsWhileRangesHaveMovedBefore() {
        TrainingSession delayed = TrainingSession.start(
                start(MODEL, 20, delayed(3)), TrainingSettings.ofSteps(20).withLearningRate(0.01));
        TrainingSession never = TrainingSession.start(
                start(MODEL, 20, delayed(19)), TrainingSettings.ofSteps(20).withLearningRate(0.01));
        delayed.run(examples(false), new RecordingHost(4), STOPPED);
        never.run(examples(false), new RecordingHost(4), STOPPED);
        List<LossPoint> with = delayed.result().losses();
        List<LossPoint> without = never.result().losses();
        assertThat(with.subList(0, 3)).isEqualTo(without.subList(0, 3));
        assertThat(with.get(3)).isNotEqualTo(without.get(3));
        PointState point = never.result().state().point("stem.conv");
        assertThat(point.range()).isPresent();
        assertThat(point.count()).isEqualTo(4);
        assertThat(point.delayStepsLeft()).isEqualTo(15);
    }

    @Test
    void whatOneTrainingHasPassedTheNextDoesNotRepeat() {
        TrainingStart start = start(MODEL, 5, delayed(2));
        TrainingSession first = TrainingSession.start(start, TrainingSettings.ofSteps(5));
        first.run(examples(false), RecordingHost.patient(), STOPPED);
        TrainingResult result = first.result();
        assertThat(result.state().globalStep()).isEqualTo(5);
        assertThat(result.state().points().values())
                .allSatisfy(point -> assertThat(point.delayStepsLeft()).isZero())
                .allSatisfy(point -> assertThat(point.frozen()).isTrue());
        assertThat(result.state().batchNormalizationFrozen().values()).containsOnly(true);

        TrainingSession second = TrainingSession.start(
                new TrainingStart(result.model(), start.plan(), result.state()), settings(Optimizer.SGD, 5));
        second.run(examples(true), RecordingHost.patient(), STOPPED);
        assertThat(second.result().state().globalStep()).isEqualTo(10);
        result.state()
                .points()
                .forEach((name, point) ->
                        assertThat(second.result().state().point(name).range()).isEqualTo(point.range()));
        assertThat(second.result().model().constant("stem.bn.running_mean"))
                .isEqualTo(result.model().constant("stem.bn.running_mean"));
        assertThat(second.result().model().constant("stem.conv.weight"))
                .isNotEqualTo(result.model().constant("stem.conv.weight"));
    }

    @Test
    void aDelayThatDoesNotPassIsRefusedWithEveryLayer() {
        assertThatThrownBy(() -> TrainingSession.start(start(MODEL, 10, delayed(10)), TrainingSettings.ofSteps(10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer stem.conv: activation delay of 10 steps does not pass within 10 steps")
                .hasMessageContaining("layer fc:");
    }

    @Test
    void weightsThatAreNotFiniteEndTheTrainingWithTheStep() {
        float[] weights = MODEL.constant("fc.bias").toArray();
        weights[1] = Float.NaN;
        ModelGraph broken = MODEL.withConstants(Map.of("fc.bias", FloatTensor.vector(weights)));
        TrainingSession session =
                TrainingSession.start(start(broken, 5, LayerSettings.DEFAULT), TrainingSettings.ofSteps(5));
        assertThatThrownBy(() -> session.run(examples(false), RecordingHost.patient(), STOPPED))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("diverged at step 0");
    }

    @Test
    void noMinutePassesWithoutACheckpoint() {
        Clock tenSecondsALook = new Clock() {
            private Instant now = Instant.EPOCH;

            @Override
            public Instant instant() {
                now = now.plus(Duration.ofSeconds(10));
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        RecordingHost host = RecordingHost.patient();
        TrainingSession.start(start(MODEL, 12, LayerSettings.DEFAULT), TrainingSettings.ofSteps(12))
                .run(examples(false), host, tenSecondsALook);
        assertThat(host.checkpointSteps()).containsExactly(5L, 10L, 12L);
        assertThat(host.progress().get(0).imagesPerSecond()).isEqualTo(1.6);
    }

    @Test
    void distillationWithoutTeacherLogitsIsRefused() {
        TrainingSession session =
                TrainingSession.start(start(MODEL, 3, LayerSettings.DEFAULT), settings(Optimizer.SGD, 3));
        assertThatThrownBy(() -> session.run(examples(false), RecordingHost.patient(), STOPPED))
                .hasMessageContaining("teacher's logits");
    }

    @Test
    void convolutionInGroupsIsRefusedByName() {
        ModelGraph model =
                OnnxReader.read("groups", ExampleFile.CONV_GROUPS.bytes(17)).graph();
        PolicyRule perTensor = PolicyRule.of(new LayerMatcher.Glob("**"), Granularity.PER_TENSOR);
        QuantizationPlan plan = QuantizationPlan.derive(
                        model, new LayerPolicy(LayerSettings.DEFAULT, List.of(perTensor)))
                .inSteps(100, 3);
        TrainingStart start = new TrainingStart(model, plan, QuantizationState.initial(plan));
        assertThatThrownBy(() -> TrainingSession.start(start, TrainingSettings.ofSteps(3)))
                .hasMessageContaining("convolution with group=2 over 4 channels");
    }
}
