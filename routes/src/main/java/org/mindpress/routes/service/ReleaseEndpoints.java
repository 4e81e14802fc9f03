package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.Decision;
import org.mindpress.processors.release.ReleaseComparer;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.release.ReleaseRefusal;
import org.mindpress.processors.release.Releases;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.Role;

/** Releases over HTTP: list, compare, promote, roll back. Thread-safe. */
final class ReleaseEndpoints implements EndpointSource {
    private static final String PIPELINE = "pipeline";
    private static final String PIPELINE_MEANS = "name of a pipeline";

    private final ObjectMapper json = new ObjectMapper();
    private final RunStore runs;
    private final Releases releases;
    private final RunLookup lookup;
    private final Consumer<ReleaseRecord> listener;

    ReleaseEndpoints(RunStore runs, Releases releases, RunLookup lookup, Consumer<ReleaseRecord> listener) {
        this.runs = runs;
        this.releases = releases;
        this.lookup = lookup;
        this.listener = listener;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/releases/{pipeline}", "listReleases")
                        .role(Role.VIEWER)
                        .summary("all releases of a pipeline, newest first within each channel, production first")
                        .path(PIPELINE, PIPELINE_MEANS)
                        .answers(
                                ApiAnswer.OK, "the releases; the first of a channel holds", Content.json("ReleaseList"))
                        .by(this::list),
                Endpoint.get("/api/runs/{id}/comparison", "compareRun")
                        .role(Role.VIEWER)
                        .summary("a run beside what production of its pipeline holds")
                        .path(RunLookup.ID, RunLookup.ID_MEANS)
                        .answers(ApiAnswer.OK, "what would change", Content.json("ReleaseComparison"))
                        .problems(ApiAnswer.NOT_FOUND)
                        .by(this::compare),
                promotion(Channel.STAGING, "promoteToStaging", Role.OPERATOR),
                promotion(Channel.PRODUCTION, "promoteToProduction", Role.APPROVER),
                rollback(Channel.CANDIDATE, "rollBackCandidate", Role.OPERATOR),
                rollback(Channel.STAGING, "rollBackStaging", Role.OPERATOR),
                rollback(Channel.PRODUCTION, "rollBackProduction", Role.APPROVER));
    }

    private Endpoint rollback(Channel channel, String operation, Role role) {
        return Endpoint.post("/api/releases/{pipeline}/" + channel.spelling() + "/rollback", operation)
                .role(role)
                .summary("makes an earlier release of " + channel.spelling() + " hold again")
                .path(PIPELINE, PIPELINE_MEANS)
                .takes(Content.json("Rollback"))
                .answers(ApiAnswer.CREATED, "the record of it", Content.json("Release"))
                .problems(ApiAnswer.NOT_FOUND, ApiAnswer.CONFLICT)
                .by(request -> rollBack(request, channel));
    }

    private Endpoint promotion(Channel to, String operation, Role role) {
        String from = to.source().map(Channel::spelling).orElseThrow();
        return Endpoint.post("/api/releases/{pipeline}/" + to.spelling(), operation)
                .role(role)
                .summary("brings a run from " + from + " to " + to.spelling())
                .path(PIPELINE, PIPELINE_MEANS)
                .takes(Content.json("Promotion"))
                .answers(ApiAnswer.CREATED, "the record of it", Content.json("Release"))
                .problems(ApiAnswer.NOT_FOUND, ApiAnswer.CONFLICT)
                .by(request -> promote(request, to));
    }

    private ApiAnswer list(ApiRequest request) throws IOException, ApiFault {
        String pipeline = pipeline(request);
        ObjectNode view = json.createObjectNode();
        ArrayNode array = view.putArray("releases");
        for (Channel channel : List.of(Channel.PRODUCTION, Channel.STAGING, Channel.CANDIDATE)) {
            List<ReleaseRecord> records =
                    releases.store().history(pipeline, channel).records();
            for (int i = records.size() - 1; i >= 0; i--) {
                array.add(tree(records.get(i)));
            }
        }
        return ApiAnswer.json(ApiAnswer.OK, view);
    }

    private ApiAnswer compare(ApiRequest request) throws IOException, ApiFault {
        RunReference run = lookup.of(request);
        return ApiAnswer.json(
                ApiAnswer.OK,
                tree(new ReleaseComparer(runs)
                        .withProduction(run)
                        .orElseThrow(() -> new ApiFault(
                                ApiAnswer.NOT_FOUND,
                                "pipeline " + run.pipeline()
                                        + " has nothing in production: there is nothing to compare with"))));
    }

    private ApiAnswer promote(ApiRequest request, Channel to) throws IOException, ApiFault {
        JsonNode body = body(request, Set.of("run", "why"));
        Optional<RunReference> run =
                body.has("run") ? Optional.of(lookup.find(body.path("run").asText())) : Optional.empty();
        try {
            return created(releases.promote(pipeline(request), to, run, decision(request, body, to)));
        } catch (ReleaseRefusal e) {
            throw fault(e);
        }
    }

    private ApiAnswer rollBack(ApiRequest request, Channel channel) throws IOException, ApiFault {
        JsonNode body = body(request, Set.of("to", "why"));
        if (!body.path("to").isInt()) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, "'to' must be the number of an earlier release");
        }
        try {
            return created(releases.rollback(
                    pipeline(request), channel, body.path("to").intValue(), decision(request, body, channel)));
        } catch (ReleaseRefusal e) {
            throw fault(e);
        }
    }

    private ApiAnswer created(ReleaseRecord record) throws IOException {
        listener.accept(record);
        return ApiAnswer.json(ApiAnswer.CREATED, tree(record));
    }

    private JsonNode tree(Record document) throws IOException {
        return json.readTree(Documents.write(document));
    }

    private static JsonNode body(ApiRequest request, Set<String> keys) throws ApiFault {
        JsonNode body = request.json();
        if (!body.isObject()) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, "the body must be a JSON object with " + new TreeSet<>(keys));
        }
        for (var member : body.properties()) {
            if (!keys.contains(member.getKey())) {
                throw new ApiFault(
                        ApiAnswer.BAD_REQUEST,
                        "unknown key '" + member.getKey() + "'; known are " + new TreeSet<>(keys));
            }
        }
        if (!body.path("why").isTextual()
                || (body.has("run") && !body.path("run").isTextual())) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, "'why' must be there, and a text as 'run' is");
        }
        return body;
    }

    private static Decision decision(ApiRequest request, JsonNode body, Channel channel) throws ApiFault {
        // the endpoint's role has made sure that whoever decides about production is an approver
        Optional<String> approver =
                channel == Channel.PRODUCTION ? Optional.of(request.caller().name()) : Optional.empty();
        try {
            return new Decision(
                    request.caller().name(), approver, body.path("why").asText());
        } catch (IllegalArgumentException e) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    static String pipeline(ApiRequest request) throws ApiFault {
        String pipeline = request.pathValue(PIPELINE);
        if (pipeline.contains("/") || pipeline.equals(".") || pipeline.equals("..")) {
            throw new ApiFault(ApiAnswer.NOT_FOUND, "'" + pipeline + "' is no name of a pipeline");
        }
        return pipeline;
    }

    static Channel channel(ApiRequest request) throws ApiFault {
        String spelling = request.pathValue("channel");
        return Channel.of(spelling)
                .orElseThrow(() -> new ApiFault(
                        ApiAnswer.NOT_FOUND,
                        "there is no channel '" + spelling + "'; there are " + String.join(", ", Channel.spellings())));
    }

    private static ApiFault fault(ReleaseRefusal refusal) {
        int status = switch (refusal.kind()) {
            case UNKNOWN -> ApiAnswer.NOT_FOUND;
            case RULE, RACE -> ApiAnswer.CONFLICT;
            case APPROVAL -> ApiAnswer.FORBIDDEN;
        };
        return new ApiFault(status, String.valueOf(refusal.getMessage()));
    }
}
