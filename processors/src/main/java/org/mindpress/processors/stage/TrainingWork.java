package org.mindpress.processors.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mindpress.engine.data.ImageSet;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.engine.data.TrainingBatch;
import org.mindpress.engine.data.TrainingBatches;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.quant.QuantizationDocument;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.train.BatchSource;
import org.mindpress.engine.train.Deeplearning4jRuntime;
import org.mindpress.engine.train.Optimizer;
import org.mindpress.engine.train.TrainingDivergedException;
import org.mindpress.engine.train.TrainingExamples;
import org.mindpress.engine.train.TrainingHost;
import org.mindpress.engine.train.TrainingProgress;
import org.mindpress.engine.train.TrainingResult;
import org.mindpress.engine.train.TrainingSession;
import org.mindpress.engine.train.TrainingSettings;
import org.mindpress.engine.train.TrainingStart;
import org.mindpress.processors.pipeline.TrainingSection;
import org.mindpress.processors.report.TrainingCurve;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;

/** What {@code qat} and {@code distill} share: goes on from the newest checkpoint, trains, and writes model, state and loss curve. */
final class TrainingWork {
    static final String LOSSES = "losses.json";

    private final StageContext context;
    private final StageName stage;
    private final TrainingSection settings;
    private final TrainingBatches batches;

    /**
     * The work of one stage.
     *
     * @param seed of order and views
     */
    TrainingWork(StageContext context, StageName stage, TrainingSection settings, long seed) throws IOException {
        this.context = context;
        this.stage = stage;
        this.settings = settings;
        ImageSet train = PackedImages.read(context.file(PackedImages.fileName(Split.TRAIN)));
        this.batches = new TrainingBatches(
                new NormalizedImages(train, context.pipeline().input()),
                context.pipeline().data().augmentation(),
                settings.batch(),
                seed);
    }

    /** Adds what the teacher says to a batch. */
    interface Teaching {
        /** Examples with the teacher's logits. */
        TrainingExamples teach(TrainingBatch batch, float[] images, TrainingExamples examples);

        /** Called with every checkpoint. */
        void save() throws IOException;
    }

    TrainingBatches batches() {
        return batches;
    }

    long steps() {
        return settings.length().steps(batches.stepsPerEpoch());
    }

    TrainingSettings trainingSettings() {
        return TrainingSettings.ofSteps(steps())
                .withOptimizer(optimizer())
                .withLearningRate(settings.learningRate())
                .withMomentum(settings.momentum())
                .withWeightDecay(settings.weightDecay());
    }

    private Optimizer optimizer() {
        for (Optimizer optimizer : Optimizer.values()) {
            if (optimizer.spelling().equals(settings.optimizer())) {
                return optimizer;
            }
        }
        throw new IllegalArgumentException("no optimizer " + settings.optimizer());
    }

    /** Trains to the end, or until the context says to stop. The stages after it find the memory free. */
    void run(
            ModelGraph model,
            Optional<QuantizationState> before,
            TrainingSettings training,
            Optional<Teaching> teaching)
            throws IOException, StageException, StageStoppedException {
        try {
            train(model, before, training, teaching);
        } finally {
            Deeplearning4jRuntime.releaseMemory();
        }
    }

    private void train(
            ModelGraph model,
            Optional<QuantizationState> before,
            TrainingSettings training,
            Optional<Teaching> teaching)
            throws IOException, StageException, StageStoppedException {
        QuantizationPlan plan = QuantizationPlan.derive(
                        model, context.pipeline().policy())
                .inSteps(batches.stepsPerEpoch(), training.steps());
        TrainingStart start = new TrainingStart(model, plan, before.orElseGet(() -> QuantizationState.initial(plan)));
        TrainingSession session;
        try {
            session = session(start, training);
        } catch (IllegalArgumentException e) {
            throw new StageException(ErrorKind.USER, String.valueOf(e.getMessage()), e);
        }
        context.note(timetable(start, training.steps()));
        Host host = new Host(teaching);
        try {
            if (!session.run(source(teaching), host, context.clock())) {
                context.checkStop();
                throw new StageStoppedException(false);
            }
        } catch (TrainingDivergedException e) {
            throw new StageException(ErrorKind.USER, String.valueOf(e.getMessage()), e);
        }
        if (teaching.isPresent()) {
            teaching.get().save();
        }
        write(plan, session.result());
    }

    /** What the policy's moments mean in steps of this training. */
    private static String timetable(TrainingStart start, long steps) {
        List<String> kinds = start.plan().points().stream()
                .map(point -> "activations stay float for "
                        + start.state().point(point.name()).delayStepsLeft() + ", ranges move for "
                        + Math.min(steps, point.settings().observerFreeze().steps()) + ", batch norm for "
                        + Math.min(
                                steps,
                                point.settings().batchNormalizationFreeze().steps()))
                .distinct()
                .toList();
        return "of " + steps + " steps: " + String.join("; other layers: ", kinds);
    }

    private TrainingSession session(TrainingStart start, TrainingSettings training) throws IOException {
        Optional<byte[]> checkpoint = context.checkpoints().newest();
        if (checkpoint.isEmpty()) {
            return TrainingSession.start(start, training);
        }
        TrainingSession session = TrainingSession.resume(start, training, checkpoint.get());
        context.note("goes on after step " + session.step() + " of " + training.steps());
        return session;
    }

    private BatchSource source(Optional<Teaching> teaching) {
        int size = context.pipeline().input().shape().size();
        return step -> {
            TrainingBatch batch = batches.batch(step);
            float[] images = new float[batch.size() * size];
            batches.fill(batch, images);
            int[] labels = new int[batch.size()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = batch.label(i);
            }
            TrainingExamples examples = TrainingExamples.of(images, labels);
            return teaching.isEmpty() ? examples : teaching.get().teach(batch, images, examples);
        };
    }

    private void write(QuantizationPlan plan, TrainingResult result) throws IOException {
        context.write(ModelDocuments.MODEL, ModelDocuments.write(result.model()));
        context.write(
                ModelDocuments.STATE,
                ModelDocuments.write(QuantizationDocument.of(context.pipeline().input(), plan, result.state())));
        List<Float> losses = result.losses().stream().map(point -> point.loss()).toList();
        context.write(
                LOSSES,
                Documents.write(new TrainingCurve(
                        TrainingCurve.VERSION,
                        stage.spelling(),
                        losses.size(),
                        (long) losses.size() * settings.batch(),
                        settings.batch(),
                        losses)));
        context.measure("steps", losses.size());
        context.measure("images", (double) losses.size() * settings.batch());
        context.measure("loss.first", losses.get(0));
        context.measure("loss.last", losses.get(losses.size() - 1));
    }

    private final class Host implements TrainingHost {
        private final Optional<Teaching> teaching;

        Host(Optional<Teaching> teaching) {
            this.teaching = teaching;
        }

        @Override
        public boolean cancelled() {
            return context.stopRequested();
        }

        @Override
        public void progress(TrainingProgress progress) {
            context.progress(
                    "train",
                    progress.step(),
                    progress.steps(),
                    "steps",
                    OptionalDouble.of(progress.imagesPerSecond()),
                    OptionalDouble.of(progress.loss()));
        }

        @Override
        public void keep(long step, byte[] bytes) {
            try {
                context.checkpoints().keep(step, bytes);
                if (teaching.isPresent()) {
                    teaching.get().save();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
