package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineChange;
import org.mindpress.processors.pipeline.PipelineException;
import org.mindpress.processors.pipeline.PipelineProblem;
import org.mindpress.processors.run.PipelineVersion;
import org.mindpress.processors.run.RegisteredPipeline;
import org.mindpress.processors.run.RunReference;

/** Pipelines as JSON. Thread-safe. */
final class PipelineViews {
    private final RunIndex index;
    private final RunViews runViews;

    PipelineViews(RunIndex index, RunViews runViews) {
        this.index = index;
        this.runViews = runViews;
    }

    /** A pipeline in a few words, with its newest run. */
    ObjectNode line(RegisteredPipeline registered) throws IOException {
        PipelineVersion version = registered.version();
        ObjectNode line = object().put("pipeline", version.pipeline())
                .put("version", version.number())
                .put("changedBy", version.changedBy())
                .put("changedAt", version.changedAt().toString());
        try {
            Pipeline pipeline = Submissions.parse(version.pipeline(), registered.text());
            line.put("dataSet", pipeline.data().set());
            pipeline.schedule()
                    .ifPresent(when -> line.putObject("schedule")
                            .put("cron", when.cron())
                            .put("timeZone", when.timeZone().getId()));
        } catch (PipelineException e) {
            line.set("errors", problems(e.problems()));
        }
        Optional<RunReference> newest = index.list(version.pipeline()).stream().findFirst();
        if (newest.isPresent()) {
            line.set("lastRun", runViews.line(newest.get()));
        }
        return line;
    }

    static ObjectNode version(PipelineVersion version) {
        return object().put("pipeline", version.pipeline())
                .put("number", version.number())
                .put("sha256", version.sha256())
                .put("changedBy", version.changedBy())
                .put("changedAt", version.changedAt().toString());
    }

    static ArrayNode changes(List<PipelineChange> changes) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (PipelineChange change : changes) {
            ObjectNode node = array.addObject().put("key", change.key());
            change.before().ifPresent(text -> node.put("before", text));
            change.after().ifPresent(text -> node.put("after", text));
        }
        return array;
    }

    static ArrayNode problems(List<PipelineProblem> problems) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (PipelineProblem problem : problems) {
            array.addObject()
                    .put("detail", problem.message())
                    .put("line", problem.line())
                    .put("column", problem.column());
        }
        return array;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
