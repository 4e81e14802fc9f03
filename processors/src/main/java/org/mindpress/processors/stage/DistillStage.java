package org.mindpress.processors.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.importer.ModelImport;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.train.Distillation;
import org.mindpress.processors.pipeline.DistillSection;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;

/** Trains on with a teacher: the float model, or another network of the user's. */
final class DistillStage implements Stage {
    private static final String TEACHER = "teacher.onnx";
    private static final String OTHER_TEACHER = "other-teacher";

    @Override
    public StageName name() {
        return StageName.DISTILL;
    }

    @Override
    public SortedMap<String, String> settings(Pipeline pipeline) {
        DistillSection distill = distill(pipeline);
        return new Spelling()
                .input(pipeline)
                .policy(pipeline)
                .training(distill.training(), pipeline.data())
                .add("alpha", distill.alpha())
                .add("temperature", distill.temperature())
                .map();
    }

    @Override
    public List<StageInput> inputs(Pipeline pipeline, RunArtifacts artifacts) {
        String train = PackedImages.fileName(Split.TRAIN);
        List<StageInput> inputs = new ArrayList<>();
        artifacts
                .ofLast(ModelDocuments.MODEL, ModelDocuments.MODEL, StageName.IMPORT, StageName.QAT)
                .ifPresent(inputs::add);
        artifacts
                .find(StageName.QAT, ModelDocuments.STATE, ModelDocuments.STATE)
                .ifPresent(inputs::add);
        inputs.add(artifacts.of(StageName.FETCH, train, train));
        List<StageInput> other = artifacts.userModel("teacher", OTHER_TEACHER);
        inputs.addAll(other.isEmpty() ? List.of(artifacts.of(StageName.IMPORT, ModelDocuments.MODEL, TEACHER)) : other);
        return inputs;
    }

    @Override
    public void run(StageContext context) throws IOException, StageException, StageStoppedException {
        DistillSection distill = distill(context.pipeline());
        TrainingWork work = new TrainingWork(
                context, name(), distill.training(), context.request().seed() + 1);
        Optional<QuantizationState> before = context.has(ModelDocuments.STATE)
                ? Optional.of(ModelDocuments.document(context).state())
                : Optional.empty();
        byte[] teacher = context.has(TEACHER) ? context.read(TEACHER) : otherTeacher(context, distill);
        var model = ModelDocuments.model(context, ModelDocuments.MODEL);
        try (Teacher teaching = Teacher.open(
                context, teacher, work.batches(), model.outputShape().elements())) {
            work.run(
                    model,
                    before,
                    work.trainingSettings().withDistillation(new Distillation(distill.alpha(), distill.temperature())),
                    Optional.of(teaching));
            context.measure("teacher.computed", (double) teaching.computed());
            context.measure("teacher.cached", (double) teaching.found());
        }
    }

    private static byte[] otherTeacher(StageContext context, DistillSection distill)
            throws IOException, StageException {
        try {
            return ModelImport.onnx(
                    context.userModel(OTHER_TEACHER, distill.teacher().orElseThrow()));
        } catch (ModelImportException refused) {
            throw new StageException(ErrorKind.USER, "teacher: " + refused.getMessage(), refused);
        }
    }

    private static DistillSection distill(Pipeline pipeline) {
        return pipeline.stages()
                .distill()
                .orElseThrow(() -> new IllegalStateException("the pipeline has no stage distill"));
    }
}
