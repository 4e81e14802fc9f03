package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.report.Evaluation;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageName;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.Role;

/** How the figures of a pipeline went from run to run, layer by layer. Thread-safe. */
final class TrendEndpoints implements EndpointSource {
    private static final int USUAL = 30;
    private static final int MOST = 100;
    private static final String EVALUATION = "evaluation.json";

    private final RunStore runs;
    private final RunIndex index;

    TrendEndpoints(RunStore runs, RunIndex index) {
        this.runs = runs;
        this.index = index;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/api/pipelines/{pipeline}/trends", "getTrends")
                .role(Role.VIEWER)
                .summary("figures of the newest runs that measured a model, oldest first")
                .path("pipeline", "name of a pipeline")
                .query("limit", "most runs, 1 to " + MOST + "; " + USUAL + " when not given")
                .answers(ApiAnswer.OK, "the runs", Content.json("Trends"))
                .by(this::trends));
    }

    private ApiAnswer trends(ApiRequest request) throws IOException, ApiFault {
        int limit = limit(request.query("limit"));
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode array = view.putArray("runs");
        for (RunReference run : index.list(ReleaseEndpoints.pipeline(request))) {
            if (array.size() >= limit) {
                break;
            }
            Optional<RunOutcome> outcome = runs.outcome(run)
                    .filter(end -> end.status() != RunStatus.UNCHANGED
                            && !end.figures().isEmpty());
            if (outcome.isPresent()) {
                array.insert(0, line(run, outcome.get()));
            }
        }
        return ApiAnswer.json(ApiAnswer.OK, view);
    }

    private ObjectNode line(RunReference run, RunOutcome outcome) throws IOException {
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("run", run.run().text())
                .put("status", outcome.status().name())
                .put("finishedAt", outcome.finishedAt().toString());
        ObjectNode figures = line.putObject("figures");
        outcome.figures().forEach(figures::put);
        ArrayNode layers = line.putArray("layers");
        Optional<Evaluation> evaluation = evaluation(run);
        if (evaluation.isPresent()) {
            for (Evaluation.LayerRow row : evaluation.get().layers()) {
                ObjectNode layer = layers.addObject().put("layer", row.layer());
                row.decibels().forEach(decibels -> layer.put("decibels", decibels));
            }
        }
        return line;
    }

    /** Empty for runs whose files were collected as garbage, and for documents of another version. */
    private Optional<Evaluation> evaluation(RunReference run) throws IOException {
        Optional<ArtifactReference> found =
                runs.manifest(run, StageName.VERIFY).flatMap(manifest -> manifest.output(EVALUATION));
        if (found.isEmpty() || runs.bucket().stat(found.get().key()).isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = runs.bucket().read(found.get().key(), found.get().sha256());
        return Documents.version(bytes).orElse(0) == Evaluation.VERSION
                ? Optional.of(Documents.read(found.get().key(), bytes, Evaluation.class))
                : Optional.empty();
    }

    private static int limit(Optional<String> text) throws ApiFault {
        try {
            int limit = text.isEmpty() ? USUAL : Integer.parseInt(text.get());
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, "limit '" + text.orElse("") + "' is no whole number");
        }
        throw new ApiFault(ApiAnswer.BAD_REQUEST, "limit must be from 1 to " + MOST + ", not " + text.orElse(""));
    }
}
