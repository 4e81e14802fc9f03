package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.pipeline.PipelineChange;
import org.mindpress.processors.pipeline.PipelineException;
import org.mindpress.processors.pipeline.PipelineParser;
import org.mindpress.processors.pipeline.UriRules;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.PipelineVersion;
import org.mindpress.processors.run.RegisteredPipeline;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.Problem;
import org.mindpress.routes.http.Role;

/** Creates and changes pipelines over HTTP. Of two changes of one version exactly one wins. Thread-safe. */
final class PipelineChangeEndpoint implements EndpointSource {
    private static final PipelineParser PARSER = new PipelineParser(UriRules.bucketOnly());

    private final PipelineStore pipelines;
    private final Clock clock;

    PipelineChangeEndpoint(PipelineStore pipelines, Clock clock) {
        this.pipelines = pipelines;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.put("/api/pipelines/{pipeline}", "putPipeline")
                .role(Role.OPERATOR)
                .summary("makes a text the newest version of a pipeline; the text that counts already changes nothing")
                .path(PipelineEndpoints.PIPELINE, PipelineEndpoints.PIPELINE_MEANS)
                .header("If-Match", "ETag of the version that the caller has seen; needed to change a pipeline")
                .header("If-None-Match", "*: only create")
                .takes(PipelineEndpoints.TEXT)
                .answers(ApiAnswer.CREATED, "the first version", Content.json("PipelineChanged"))
                .answers(ApiAnswer.OK, "the version that counts now", Content.json("PipelineChanged"))
                .problems(ApiAnswer.PRECONDITION_FAILED, ApiAnswer.PRECONDITION_REQUIRED)
                .by(this::put));
    }

    private ApiAnswer put(ApiRequest request) throws IOException, ApiFault {
        String name = request.pathValue(PipelineEndpoints.PIPELINE);
        if (!PipelineStore.isName(name)) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST,
                    "'" + name
                            + "' is no name of a pipeline: 1 to 64 of a-z, 0-9, '.', '-', no '.' or '-' at its ends");
        }
        String text = request.body();
        try {
            PARSER.named(name).parse(name, text);
            Optional<RegisteredPipeline> current = pipelines.current(name);
            // RFC 9110, 13.1.1: what was asked for is so already, however often it is asked
            if (current.filter(found -> found.text().equals(text)).isPresent()) {
                return answer(ApiAnswer.OK, current.get().version(), false, List.of());
            }
            PipelineConditions.require(request, name, current.map(found -> PipelineEndpoints.etag(found.version())));
            return change(request, name, current, text);
        } catch (PipelineException e) {
            throw new ApiFault(Problem.of(e));
        }
    }

    private ApiAnswer change(ApiRequest request, String name, Optional<RegisteredPipeline> current, String text)
            throws IOException, ApiFault, PipelineException {
        List<PipelineChange> changes =
                current.isPresent() ? PipelineChange.between(current.get().text(), text) : List.of();
        int base = current.map(found -> found.version().number()).orElse(0);
        Optional<PipelineVersion> made =
                pipelines.replace(name, base, text, request.caller().name(), clock.instant());
        if (made.isEmpty()) {
            PipelineVersion winner = pipelines
                    .current(name)
                    .orElseThrow(() -> new IOException("pipeline " + name + " came and went"))
                    .version();
            throw PipelineConditions.changed(name, PipelineEndpoints.etag(winner));
        }
        return answer(base == 0 ? ApiAnswer.CREATED : ApiAnswer.OK, made.get(), true, changes);
    }

    private static ApiAnswer answer(
            int status, PipelineVersion version, boolean changed, List<PipelineChange> changes) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.set("version", PipelineViews.version(version));
        view.put("changed", changed);
        view.set("changes", PipelineViews.changes(changes));
        return ApiAnswer.json(status, view).with("ETag", PipelineEndpoints.etag(version));
    }
}
