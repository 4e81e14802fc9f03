package org.mindpress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mindpress.engine.calibrate.Calibration;
import org.mindpress.engine.calibrate.CalibrationImages;
import org.mindpress.engine.calibrate.CalibrationInputs;
import org.mindpress.engine.calibrate.CalibrationListener;
import org.mindpress.engine.calibrate.CalibrationResult;
import org.mindpress.engine.calibrate.CalibrationSettings;
import org.mindpress.engine.calibrate.PlainActivations;
import org.mindpress.engine.data.ChannelOrder;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.integer.IntegerLayer;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.mindir.DeploymentWriter;
import org.mindpress.engine.mindir.MindirReader;
import org.mindpress.engine.mindir.VerificationWriter;
import org.mindpress.engine.onnx.QdqReader;
import org.mindpress.engine.onnx.QdqWriter;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.QuantizationDocument;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.engine.reference.ReferenceInterpreter;
import org.mindpress.engine.train.TrainingExamples;
import org.mindpress.engine.train.TrainingHost;
import org.mindpress.engine.train.TrainingProgress;
import org.mindpress.engine.train.TrainingSession;
import org.mindpress.engine.train.TrainingSettings;
import org.mindpress.engine.train.TrainingStart;

/** What is quantised is decided once: training, calibration, ONNX, both MindIR files and integer execution have the plan's points. */
class PlanAgreementTest {
    private static final int BATCH = 8;
    private static final int STEPS = 4;

    enum Net {
        RESIDUAL(ExampleNets.residual(1)),
        BOTTLENECK(ExampleNets.bottleneck(2)),
        DEPTHWISE(ExampleNets.depthwise(3));

        private final ModelGraph graph;

        Net(ModelGraph graph) {
            this.graph = graph;
        }
    }

    @ParameterizedTest
    @EnumSource(Net.class)
    void everyConsumerQuantisesThePointsOfThePlan(Net net) {
        QuantizationPlan plan =
                QuantizationPlan.derive(net.graph, LayerPolicy.DEFAULT).inSteps(STEPS, STEPS);
        List<String> points =
                plan.points().stream().map(QuantizationPoint::name).toList();
        List<String> layers =
                plan.groups().stream().map(QuantizationGroup::layer).toList();

        QuantizationState trained = trained(net.graph, plan);
        assertThat(trained.points().keySet()).as("train").containsExactlyElementsOf(points);
        assertThat(trained.points().values())
                .as("train saw every point")
                .allMatch(point -> point.range().isPresent());

        CalibrationResult calibrated = calibrated(net.graph, plan, trained);
        QuantizedModel model = calibrated.model();
        assertThat(calibrated.points().stream().map(report -> report.point()).toList())
                .as("calibrate")
                .containsExactlyElementsOf(points);
        assertThat(model.parameters().keySet()).as("calibrated model").containsExactlyElementsOf(points);

        QuantizedModel read =
                QdqReader.read("qdq", QdqWriter.write(model), QuantizationDocument.of(model, calibrated.state()));
        assertThat(read.parameters()).as("onnx").containsExactlyEntriesOf(model.parameters());

        IntegerModel integer = IntegerModel.read(DeploymentWriter.write(model, "test 1"));
        assertThat(integer.inputs().get(0).parameters())
                .as("integer, input")
                .isEqualTo(model.parametersOf(plan.inputName()));
        Set<String> executed = new LinkedHashSet<>();
        for (IntegerLayer tensor : integer.tensors()) {
            if (layers.contains(tensor.name())) {
                executed.add(tensor.name());
                assertThat(tensor.parameters())
                        .as("mindir and integer, " + tensor.name())
                        .isEqualTo(model.parametersOf(tensor.name()));
            }
        }
        assertThat(executed).as("integer").containsExactlyInAnyOrderElementsOf(layers);

        ReferenceInterpreter reference =
                ReferenceInterpreter.load(MindirReader.read("verification", VerificationWriter.write(model, "test 1")));
        float[] image = images(net.graph, 1, 5);
        assertThat(reference.traceLayers(image, 1).keySet())
                .as("verification file")
                .containsAll(layers);
    }

    private static QuantizationState trained(ModelGraph graph, QuantizationPlan plan) {
        TrainingSession session = TrainingSession.start(
                new TrainingStart(graph, plan, QuantizationState.initial(plan)), TrainingSettings.ofSteps(STEPS));
        int classes = graph.outputShape().elements();
        session.run(
                step -> {
                    int[] labels = new int[BATCH];
                    for (int i = 0; i < BATCH; i++) {
                        labels[i] = i % classes;
                    }
                    return TrainingExamples.of(images(graph, BATCH, step), labels);
                },
                new Unwatched(),
                Clock.systemUTC());
        return session.result().state();
    }

    private static CalibrationResult calibrated(ModelGraph graph, QuantizationPlan plan, QuantizationState state) {
        int count = CalibrationSettings.FEWEST_IMAGES;
        int size = graph.inputShape().elements();
        float[] all = images(graph, count, 77);
        CalibrationImages images = new CalibrationImages() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public void fill(int index, float[] target) {
                System.arraycopy(all, index * size, target, 0, size);
            }
        };
        InputSpecification input = InputSpecification.of(
                ChannelOrder.RGB,
                graph.inputShape().height(),
                graph.inputShape().width(),
                new float[] {0.5f, 0.5f, 0.5f},
                new float[] {0.25f, 0.25f, 0.25f});
        return new Calibration(CalibrationSettings.DEFAULT.withImages(count), PlainActivations.FACTORY)
                .run(new CalibrationInputs(graph, plan, state, images, input), CalibrationListener.NONE);
    }

    private static float[] images(ModelGraph graph, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count * graph.inputShape().elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (4 * random.nextDouble() - 2);
        }
        return values;
    }

    private static final class Unwatched implements TrainingHost {
        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public void progress(TrainingProgress progress) {}

        @Override
        public void keep(long step, byte[] bytes) {}
    }
}
