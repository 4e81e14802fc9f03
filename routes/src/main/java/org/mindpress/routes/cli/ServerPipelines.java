package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.processors.pipeline.PipelineChange;
import org.mindpress.processors.run.PipelineVersion;

/** The pipelines of a service elsewhere. */
final class ServerPipelines implements PipelineRegistry {
    private static final String PIPELINES = "/api/pipelines";
    private static final int PRECONDITION_FAILED = 412;

    private final ApiClient api;

    ServerPipelines(ApiClient api) {
        this.api = api;
    }

    @Override
    public List<Summary> list() throws IOException, CommandFault {
        List<Summary> all = new ArrayList<>();
        for (JsonNode line : api.get(PIPELINES).path("pipelines")) {
            all.add(new Summary(
                    line.path("pipeline").asText(),
                    line.path("version").asInt(),
                    line.path("changedBy").asText(),
                    Instant.parse(line.path("changedAt").asText()),
                    line.has("errors")
                            ? PipelineLines.FAULTY
                            : PipelineRegistry.contents(
                                    line.path("dataSet").asText(),
                                    text(line.path("schedule").path("cron")),
                                    text(line.path("schedule").path("timeZone")))));
        }
        return all;
    }

    @Override
    public List<PipelineVersion> versions(String name) throws IOException, CommandFault {
        ApiClient.Answer answer = api.exchange("GET", path(name) + "/versions", Map.of(), "");
        List<PipelineVersion> versions = new ArrayList<>();
        if (!answer.isMissing()) {
            for (JsonNode version : answer.json().path("versions")) {
                versions.add(0, version(version));
            }
        }
        return versions;
    }

    private static PipelineVersion version(JsonNode version) {
        return new PipelineVersion(
                PipelineVersion.VERSION,
                version.path("pipeline").asText(),
                version.path("number").asInt(),
                version.path("sha256").asText(),
                version.path("changedBy").asText(),
                Instant.parse(version.path("changedAt").asText()));
    }

    @Override
    public Optional<String> text(String name, Optional<Integer> version) throws IOException, CommandFault {
        ApiClient.Answer answer = api.exchange(
                "GET", path(name) + version.map(number -> "?version=" + number).orElse(""), Map.of(), "");
        return answer.isMissing()
                ? Optional.empty()
                : Optional.of(answer.required().text());
    }

    @Override
    public Applied apply(String name, String text) throws IOException, CommandFault {
        ApiClient.Answer current = api.exchange("GET", path(name), Map.of(), "");
        Map<String, String> condition = current.isMissing()
                ? Map.of("If-None-Match", "*")
                : Map.of("If-Match", current.required().etag());
        ApiClient.Answer answer = api.exchange("PUT", path(name), condition, text);
        if (answer.status() == PRECONDITION_FAILED) {
            throw PipelineLines.changedMeanwhile(name);
        }
        JsonNode applied = answer.json();
        List<PipelineChange> changes = new ArrayList<>();
        for (JsonNode change : applied.path("changes")) {
            changes.add(new PipelineChange(
                    change.path("key").asText(), text(change.path("before")), text(change.path("after"))));
        }
        return new Applied(
                applied.path("version").path("number").asInt(),
                applied.path("changed").asBoolean(),
                changes);
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }

    private static String path(String name) throws CommandFault {
        return PIPELINES + "/" + PipelineLines.name(name);
    }
}
