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
import org.mindpress.processors.pipeline.PipelineSchema;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.PipelineVersion;
import org.mindpress.processors.run.RegisteredPipeline;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.Role;

/** Pipelines over HTTP, to look at: list, text, versions, what differs, whether a text is right. Thread-safe. */
final class PipelineEndpoints implements EndpointSource {
    static final String YAML = "application/yaml";
    static final Content TEXT = Content.of(YAML, "application/x-yaml", "text/yaml");
    static final String PIPELINE = "pipeline";
    static final String PIPELINE_MEANS = "name of a pipeline";

    private final PipelineStore pipelines;
    private final PipelineViews views;

    PipelineEndpoints(PipelineStore pipelines, PipelineViews views) {
        this.pipelines = pipelines;
        this.views = views;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/pipelines", "listPipelines")
                        .role(Role.VIEWER)
                        .summary("all registered pipelines by name, each with its newest run")
                        .answers(ApiAnswer.OK, "the pipelines", Content.json("PipelineList"))
                        .by(this::list),
                Endpoint.get("/api/pipelines/{pipeline}", "getPipeline")
                        .role(Role.VIEWER)
                        .summary("the text of a pipeline; its ETag is what a change must show as If-Match")
                        .path(PIPELINE, PIPELINE_MEANS)
                        .query("version", "number of a version; the newest when not given")
                        .header("If-None-Match", "ETags that the caller has the text of")
                        .answers(ApiAnswer.OK, "the pipeline file", Content.of(YAML))
                        .answersNothing(ApiAnswer.NOT_MODIFIED, "the caller has it")
                        .by(this::text),
                Endpoint.get("/api/pipelines/{pipeline}/versions", "listPipelineVersions")
                        .role(Role.VIEWER)
                        .summary("all versions of a pipeline, newest first: who and when")
                        .path(PIPELINE, PIPELINE_MEANS)
                        .answers(ApiAnswer.OK, "the versions", Content.json("PipelineVersionList"))
                        .by(this::versions),
                Endpoint.get("/api/pipelines/{pipeline}/diff", "diffPipeline")
                        .role(Role.VIEWER)
                        .summary("keys that say something else in another version; comments and layout do not count")
                        .path(PIPELINE, PIPELINE_MEANS)
                        .query("from", "number of a version; the one before 'to' when not given")
                        .query("to", "number of a version; the newest when not given")
                        .answers(ApiAnswer.OK, "what differs", Content.json("PipelineDifference"))
                        .problems(ApiAnswer.CONFLICT)
                        .by(this::difference),
                Endpoint.post("/api/pipelines/check", "checkPipeline")
                        .role(Role.VIEWER)
                        .summary("all faults of a pipeline file with line and column; stores nothing")
                        .takes(TEXT)
                        .answers(ApiAnswer.OK, "the faults, none when it is right", Content.json("PipelineCheck"))
                        .by(this::check),
                Endpoint.get("/api/schema", "getPipelineSchema")
                        .open()
                        .summary("JSON Schema of pipeline files; without a token, because editors show none")
                        .answers(ApiAnswer.OK, "JSON Schema, draft 2020-12", Content.of("application/json"))
                        .by(request -> ApiAnswer.text(ApiAnswer.OK, "application/json", PipelineSchema.json())));
    }

    private ApiAnswer list(ApiRequest request) throws IOException {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode array = view.putArray("pipelines");
        for (String name : pipelines.names()) {
            Optional<RegisteredPipeline> current = pipelines.current(name);
            if (current.isPresent()) {
                array.add(views.line(current.get()));
            }
        }
        return ApiAnswer.json(ApiAnswer.OK, view);
    }

    private ApiAnswer text(ApiRequest request) throws IOException, ApiFault {
        Optional<Integer> number = number(request, "version");
        String name = request.pathValue(PIPELINE);
        RegisteredPipeline found = number.isPresent() ? version(name, number.get()) : current(name);
        String etag = etag(found.version());
        boolean known = request.header("If-None-Match")
                .filter(value -> PipelineConditions.names(value, etag))
                .isPresent();
        ApiAnswer answer =
                known ? ApiAnswer.empty(ApiAnswer.NOT_MODIFIED) : ApiAnswer.text(ApiAnswer.OK, YAML, found.text());
        return answer.with("ETag", etag)
                .with("Mindpress-Version", Integer.toString(found.version().number()));
    }

    private ApiAnswer versions(ApiRequest request) throws IOException, ApiFault {
        String name = request.pathValue(PIPELINE);
        List<PipelineVersion> versions = pipelines.versions(name);
        if (versions.isEmpty()) {
            throw unknown(name);
        }
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode array = view.putArray("versions");
        versions.forEach(version -> array.insert(0, PipelineViews.version(version)));
        return ApiAnswer.json(ApiAnswer.OK, view);
    }

    private ApiAnswer difference(ApiRequest request) throws IOException, ApiFault {
        String name = request.pathValue(PIPELINE);
        Optional<Integer> from = number(request, "from");
        Optional<Integer> to = number(request, "to");
        RegisteredPipeline after = to.isPresent() ? version(name, to.get()) : current(name);
        RegisteredPipeline before =
                version(name, from.orElse(Math.max(1, after.version().number() - 1)));
        try {
            ObjectNode view = JsonNodeFactory.instance
                    .objectNode()
                    .put("from", before.version().number())
                    .put("to", after.version().number());
            view.set("changes", PipelineViews.changes(PipelineChange.between(before.text(), after.text())));
            return ApiAnswer.json(ApiAnswer.OK, view);
        } catch (PipelineException e) {
            throw new ApiFault(ApiAnswer.CONFLICT, "a stored text is no YAML: " + e.getMessage());
        }
    }

    private ApiAnswer check(ApiRequest request) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        try {
            Pipeline pipeline = Submissions.parse(PIPELINE, request.body());
            view.put(PIPELINE, pipeline.name());
            pipeline.schedule()
                    .ifPresent(rules -> view.putObject("schedule")
                            .put("cron", rules.cron())
                            .put("timeZone", rules.timeZone().getId())
                            .put("misfire", rules.misfire().spelling())
                            .put("catchUpRuns", rules.catchUpRuns())
                            .put("overlap", rules.overlap().spelling()));
            view.putArray("errors");
        } catch (PipelineException e) {
            view.set("errors", PipelineViews.problems(e.problems()));
        }
        return ApiAnswer.json(ApiAnswer.OK, view);
    }

    static String etag(PipelineVersion version) {
        return "\"" + version.tag() + "\"";
    }

    private RegisteredPipeline current(String name) throws IOException, ApiFault {
        return pipelines.current(name).orElseThrow(() -> unknown(name));
    }

    private RegisteredPipeline version(String name, int number) throws IOException, ApiFault {
        return pipelines
                .read(name, number)
                .orElseThrow(
                        () -> new ApiFault(ApiAnswer.NOT_FOUND, "pipeline '" + name + "' has no version " + number));
    }

    private static ApiFault unknown(String name) {
        return new ApiFault(ApiAnswer.NOT_FOUND, "there is no pipeline '" + name + "'");
    }

    private static Optional<Integer> number(ApiRequest request, String parameter) throws ApiFault {
        Optional<String> text = request.query(parameter);
        if (text.filter(value -> !value.matches("[1-9]\\d{0,8}")).isPresent()) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST, parameter + " must be the number of a version, not '" + text.get() + "'");
        }
        return text.map(Integer::valueOf);
    }
}
