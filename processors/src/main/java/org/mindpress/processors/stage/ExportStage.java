package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import org.mindpress.engine.mindir.DeploymentWriter;
import org.mindpress.engine.mindir.ExportRefusedException;
import org.mindpress.engine.mindir.VerificationWriter;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.report.ConverterCommand;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;

/** Writes both MindIR files, says how the device's converter is called, and passes the QDQ file on; the writers refuse what the device would not compute as meant. */
final class ExportStage implements Stage {
    static final String DEPLOYMENT = "deployment.mindir";
    static final String VERIFICATION = "verification.mindir";
    /** How MindSpore Lite's converter takes the deployment file, ready to copy. */
    static final String CONVERTER = "converter_lite.txt";

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
        return List.of(
                artifacts.of(StageName.CALIBRATE, ModelDocuments.QDQ, ModelDocuments.QDQ),
                artifacts.of(StageName.CALIBRATE, ModelDocuments.STATE, ModelDocuments.STATE));
    }

    @Override
    public void run(StageContext context) throws IOException, StageException, StageStoppedException {
        QuantizedModel model = ModelDocuments.quantized(context);
        byte[] deployment;
        byte[] verification;
        try {
            deployment = DeploymentWriter.write(model, producer());
            context.progress("write", 1, 2, "files");
            context.checkStop();
            verification = VerificationWriter.write(model, producer());
            context.progress("write", 2, 2, "files");
        } catch (ExportRefusedException e) {
            throw new StageException(ErrorKind.USER, String.valueOf(e.getMessage()), e);
        }
        byte[] qdq = context.read(ModelDocuments.QDQ);
        context.write(DEPLOYMENT, deployment);
        context.write(VERIFICATION, verification);
        context.write(CONVERTER, (ConverterCommand.INT8 + "\n").getBytes(StandardCharsets.UTF_8));
        context.write(ModelDocuments.QDQ, qdq);
        context.write(
                ExportDocument.NAME,
                Documents.write(new ExportDocument(
                        ExportDocument.VERSION, producer(), deployment.length, verification.length, qdq.length)));
        context.measure(Figures.size("deployment"), deployment.length);
        context.measure(Figures.size("verification"), verification.length);
        context.measure(Figures.size("qdq"), qdq.length);
    }

    private static String producer() {
        return "mindpress " + WorkerEnvironment.version();
    }
}
