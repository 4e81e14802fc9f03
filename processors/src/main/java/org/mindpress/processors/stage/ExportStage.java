package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.importer.TrainedCheckpoint;
import org.mindpress.engine.mindir.DeploymentWriter;
import org.mindpress.engine.mindir.ExportRefusedException;
import org.mindpress.engine.mindir.FloatWriter;
import org.mindpress.engine.mindir.VerificationWriter;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.report.ConverterCommand;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;

/**
 * Writes both MindIR files of the int8 model, says how the device's converter is called, passes the QDQ file on, and gives the float model
 * of the last training back as MindIR and as a checkpoint; the writers refuse what the device would not compute as meant.
 */
final class ExportStage implements Stage {
    static final String DEPLOYMENT = "deployment.mindir";
    static final String VERIFICATION = "verification.mindir";
    /** How MindSpore Lite's converter takes the deployment file, ready to copy. */
    static final String CONVERTER = "converter_lite.txt";
    /** The float model as it was trained: before calibration, batch norm not folded. */
    static final String FLOAT = "float.mindir";
    /** Its parameters. */
    static final String FLOAT_CHECKPOINT = "float.ckpt";

    private static final int FILES = 4;

    @Override
    public StageName name() {
        return StageName.EXPORT;
    }

    @Override
    public SortedMap<String, String> settings(Pipeline pipeline) {
        return new Spelling()
                .input(pipeline)
                .policy(pipeline)
                .add("producer", producer())
                .map();
    }

    @Override
    public List<StageInput> inputs(Pipeline pipeline, RunArtifacts artifacts) {
        List<StageInput> inputs = new ArrayList<>(List.of(
                artifacts.of(StageName.CALIBRATE, ModelDocuments.QDQ, ModelDocuments.QDQ),
                artifacts.of(StageName.CALIBRATE, ModelDocuments.STATE, ModelDocuments.STATE)));
        artifacts
                .ofLast(ModelDocuments.MODEL, ModelDocuments.MODEL, StageName.IMPORT, StageName.QAT, StageName.DISTILL)
                .ifPresent(inputs::add);
        if (pipeline.model().architecture().isPresent()) {
            inputs.addAll(artifacts.userModel("model", ModelDocuments.ORIGINAL));
        }
        return inputs;
    }

    @Override
    public void run(StageContext context) throws IOException, StageException, StageStoppedException {
        QuantizedModel model = ModelDocuments.quantized(context);
        ModelGraph trained = ModelDocuments.model(context, ModelDocuments.MODEL);
        byte[] deployment;
        byte[] verification;
        byte[] floatModel;
        byte[] floatCheckpoint;
        try {
            deployment = DeploymentWriter.write(model, producer());
            written(context, 1);
            verification = VerificationWriter.write(model, producer());
            written(context, 2);
            floatModel = FloatWriter.write(trained, model.input(), producer());
            written(context, 3);
            floatCheckpoint = checkpoint(context, trained);
            written(context, 4);
        } catch (ExportRefusedException e) {
            throw new StageException(ErrorKind.USER, String.valueOf(e.getMessage()), e);
        }
        byte[] qdq = context.read(ModelDocuments.QDQ);
        context.write(DEPLOYMENT, deployment);
        context.write(VERIFICATION, verification);
        context.write(CONVERTER, (ConverterCommand.INT8 + "\n").getBytes(StandardCharsets.UTF_8));
        context.write(FLOAT, floatModel);
        context.write(FLOAT_CHECKPOINT, floatCheckpoint);
        context.write(ModelDocuments.QDQ, qdq);
        context.write(
                ExportDocument.NAME,
                Documents.write(new ExportDocument(
                        ExportDocument.VERSION, producer(), deployment.length, verification.length, qdq.length)));
        context.measure(Figures.size("deployment"), deployment.length);
        context.measure(Figures.size("verification"), verification.length);
        context.measure(Figures.size("qdq"), qdq.length);
        context.measure(Figures.size("float-mindir"), floatModel.length);
        context.measure(Figures.size("float-checkpoint"), floatCheckpoint.length);
    }

    private static void written(StageContext context, int files) throws StageStoppedException {
        context.progress("write", files, FILES, "files");
        context.checkStop();
    }

    /** Under the names of the user's checkpoint, where the network came as one. */
    private static byte[] checkpoint(StageContext context, ModelGraph trained) throws IOException {
        return context.pipeline().model().architecture().isPresent()
                ? TrainedCheckpoint.write(
                        context.userModel(
                                ModelDocuments.ORIGINAL, context.pipeline().model()),
                        trained)
                : TrainedCheckpoint.write(trained);
    }

    private static String producer() {
        return "mindpress " + WorkerEnvironment.version();
    }
}
