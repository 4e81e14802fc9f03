package org.mindpress.processors.stage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineException;
import org.mindpress.processors.pipeline.PipelineParser;
import org.mindpress.processors.pipeline.UriRules;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;

/**
 * What a run was asked for: its pipeline and the stages that this takes.
 *
 * @param pipeline as the request has it
 * @param names in order
 */
public record StageSequence(Pipeline pipeline, List<StageName> names) {
    public StageSequence {
        names = List.copyOf(names);
    }

    /** Of a pipeline whose data are not compared with earlier ones. */
    public static StageSequence of(Pipeline pipeline) {
        List<StageName> names = new ArrayList<>(List.of(StageName.values()));
        names.remove(StageName.DRIFT);
        if (pipeline.stages().qat().isEmpty()) {
            names.remove(StageName.QAT);
        }
        if (pipeline.stages().distill().isEmpty()) {
            names.remove(StageName.DISTILL);
        }
        return new StageSequence(pipeline, names);
    }

    /** Of a run. */
    public static StageSequence of(RunRequest request) throws StageException {
        StageSequence usual = of(parse(request));
        if (!request.inputs().containsKey(RunRequest.BASELINE)) {
            return usual;
        }
        List<StageName> names = new ArrayList<>(usual.names());
        names.add(names.indexOf(StageName.FETCH) + 1, StageName.DRIFT);
        return new StageSequence(usual.pipeline(), names);
    }

    /** Files that the pipeline names were copied into the bucket at submission; here they only have to be readable as names. */
    private static Pipeline parse(RunRequest request) throws StageException {
        Path root = Path.of("/");
        try {
            return new PipelineParser(new UriRules(root, List.of(root)))
                    .parse(request.pipeline(), request.pipelineText());
        } catch (PipelineException e) {
            throw new StageException(ErrorKind.USER, String.valueOf(e.getMessage()), e);
        }
    }
}
