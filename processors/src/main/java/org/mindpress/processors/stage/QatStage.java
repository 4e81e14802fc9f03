package org.mindpress.processors.stage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.TrainingSection;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;

/** Quantisation-aware training of the imported model. */
final class QatStage implements Stage {

    @Override
    public StageName name() {
        return StageName.QAT;
    }

    @Override
    public SortedMap<String, String> settings(Pipeline pipeline) {
        return new Spelling()
                .input(pipeline)
                .policy(pipeline)
                .training(training(pipeline), pipeline.data())
                .map();
    }

    @Override
    public List<StageInput> inputs(Pipeline pipeline, RunArtifacts artifacts) {
        String train = PackedImages.fileName(Split.TRAIN);
        return List.of(
                artifacts.of(StageName.IMPORT, ModelDocuments.MODEL, ModelDocuments.MODEL),
                artifacts.of(StageName.FETCH, train, train));
    }

    @Override
    public void run(StageContext context) throws IOException, StageException, StageStoppedException {
        TrainingWork work = new TrainingWork(
                context, name(), training(context.pipeline()), context.request().seed());
        work.run(
                ModelDocuments.model(context, ModelDocuments.MODEL),
                Optional.empty(),
                work.trainingSettings(),
                Optional.empty());
    }

    private static TrainingSection training(Pipeline pipeline) {
        return pipeline.stages().qat().orElseThrow(() -> new IllegalStateException("the pipeline has no stage qat"));
    }
}
