package org.mindpress.processors.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.processors.run.StageName;

/** What {@code verify} reads, by the names that its certificate uses. */
final class VerifyInputs {
    /** Device form of it. */
    static final String FLOAT = "float.onnx";
    /** Float model after the last training; only with one. */
    static final String TRAINED = "trained.onnx";
    /** Ranges after the last training; only with one. */
    static final String TRAINED_STATE = "trained.quantization.json";

    static final String CALIBRATION = "calibration.json";
    static final String QDQ = ModelDocuments.QDQ;
    static final String DEPLOYMENT = ExportStage.DEPLOYMENT;
    static final String VERIFICATION = ExportStage.VERIFICATION;

    private VerifyInputs() {}

    static List<StageInput> of(RunArtifacts artifacts) {
        List<StageInput> inputs = new ArrayList<>(artifacts.userModel("model", ModelDocuments.ORIGINAL));
        for (Split split : List.of(Split.TEST, Split.TRAIN)) {
            String file = PackedImages.fileName(split);
            inputs.add(artifacts.of(StageName.FETCH, file, file));
        }
        inputs.add(artifacts.of(StageName.IMPORT, ModelDocuments.MODEL, FLOAT));
        Stream.of(
                        artifacts.ofLast(ModelDocuments.MODEL, TRAINED, StageName.QAT, StageName.DISTILL),
                        artifacts.ofLast(ModelDocuments.STATE, TRAINED_STATE, StageName.QAT, StageName.DISTILL),
                        artifacts.find(StageName.QAT, TrainingWork.LOSSES, losses(StageName.QAT)),
                        artifacts.find(StageName.DISTILL, TrainingWork.LOSSES, losses(StageName.DISTILL)))
                .flatMap(Optional::stream)
                .forEach(inputs::add);
        inputs.add(artifacts.of(StageName.CALIBRATE, CALIBRATION, CALIBRATION));
        for (String file : List.of(QDQ, DEPLOYMENT, VERIFICATION)) {
            inputs.add(artifacts.of(StageName.EXPORT, file, file));
        }
        // only for their digests in the certificate; an export of an earlier version has none
        for (String file : List.of(ExportStage.FLOAT, ExportStage.FLOAT_CHECKPOINT)) {
            artifacts.find(StageName.EXPORT, file, file).ifPresent(inputs::add);
        }
        return inputs;
    }

    /** Name of a training's loss curve. */
    static String losses(StageName training) {
        return training.spelling() + "." + TrainingWork.LOSSES;
    }
}
