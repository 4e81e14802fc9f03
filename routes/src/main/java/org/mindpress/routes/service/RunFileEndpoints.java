package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.Role;
import org.mindpress.storage.StoredObject;

/** What the stages of a run left: artifacts, the report, logs. Each file is checked against its digest. Thread-safe. */
final class RunFileEndpoints implements EndpointSource {
    /** Whole files go through the service's memory, which is small. */
    private static final long LARGEST_BYTES = 64L << 20;

    private static final String REPORT = "report.html";
    /** The report styles itself and shows pictures that it holds; it may do nothing, and only our page may frame it. */
    private static final String REPORT_POLICY =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

    private static final String STAGE = "stage";
    private static final String LINES = "application/x-ndjson";

    private final RunStore runs;
    private final RunLookup lookup;

    RunFileEndpoints(RunStore runs, RunLookup lookup) {
        this.runs = runs;
        this.lookup = lookup;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/runs/{id}/artifacts", "listArtifacts")
                        .role(Role.VIEWER)
                        .summary("what the finished stages of a run left, in their order")
                        .path(RunLookup.ID, RunLookup.ID_MEANS)
                        .answers(ApiAnswer.OK, "the artifacts", Content.json("ArtifactList"))
                        .by(this::list),
                Endpoint.get("/api/runs/{id}/artifacts/{stage}/{name}", "getArtifact")
                        .role(Role.VIEWER)
                        .summary("an artifact of at most 64 MiB; mindpress get brings larger ones")
                        .path(RunLookup.ID, RunLookup.ID_MEANS)
                        .path(STAGE, "stage that left it")
                        .path("name", "name of the artifact within the stage")
                        .answers(ApiAnswer.OK, "the file", Content.of("application/octet-stream"))
                        .problems(ApiAnswer.PAYLOAD_TOO_LARGE)
                        .by(this::artifact),
                Endpoint.get("/api/runs/{id}/report", "getReport")
                        .role(Role.VIEWER)
                        .summary("the report of a verified run")
                        .path(RunLookup.ID, RunLookup.ID_MEANS)
                        .answers(ApiAnswer.OK, "a page of its own", Content.of("text/html"))
                        .by(this::report),
                Endpoint.get("/api/runs/{id}/logs/{stage}", "getStageLog")
                        .role(Role.VIEWER)
                        .summary(
                                "what the newest attempt at a stage logged; there when the attempt is over, under serve")
                        .path(RunLookup.ID, RunLookup.ID_MEANS)
                        .path(STAGE, "stage that logged it")
                        .answers(ApiAnswer.OK, "a JSON object a line", Content.of(LINES))
                        .by(this::log));
    }

    private ApiAnswer list(ApiRequest request) throws IOException, ApiFault {
        RunReference run = lookup.of(request);
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode array = view.putArray("artifacts");
        for (StageName stage : StageName.values()) {
            for (ArtifactReference artifact : outputs(run, stage)) {
                array.addObject()
                        .put("stage", stage.spelling())
                        .put("name", artifact.name())
                        .put("sizeBytes", artifact.sizeBytes())
                        .put("sha256", artifact.sha256())
                        .put(
                                "path",
                                "/api/runs/" + run.run().text() + "/artifacts/" + stage.spelling() + "/"
                                        + encoded(artifact.name()));
            }
        }
        return ApiAnswer.json(ApiAnswer.OK, view);
    }

    private ApiAnswer artifact(ApiRequest request) throws IOException, ApiFault {
        RunReference run = lookup.of(request);
        StageName stage = stage(request);
        String name = request.pathValue("name");
        ArtifactReference artifact = outputs(run, stage).stream()
                .filter(output -> output.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ApiFault(
                        ApiAnswer.NOT_FOUND,
                        "stage " + stage.spelling() + " of run " + run + " has left no '" + name + "'"));
        return ApiAnswer.bytes(ApiAnswer.OK, "application/octet-stream", read(artifact))
                .with("ETag", "\"" + artifact.sha256() + "\"")
                .with(
                        "Content-Disposition",
                        "attachment; filename*=UTF-8''" + encoded(name.substring(name.lastIndexOf('/') + 1)))
                .with("X-Content-Type-Options", "nosniff");
    }

    private ApiAnswer report(ApiRequest request) throws IOException, ApiFault {
        RunReference run = lookup.of(request);
        ArtifactReference report = outputs(run, StageName.VERIFY).stream()
                .filter(output -> output.name().equals(REPORT))
                .findFirst()
                .orElseThrow(() ->
                        new ApiFault(ApiAnswer.NOT_FOUND, "run " + run + " has no report; the stage verify writes it"));
        return ApiAnswer.bytes(ApiAnswer.OK, "text/html; charset=utf-8", read(report))
                .with("Content-Security-Policy", REPORT_POLICY)
                .with("X-Content-Type-Options", "nosniff");
    }

    private ApiAnswer log(ApiRequest request) throws IOException, ApiFault {
        RunReference run = lookup.of(request);
        StageName stage = stage(request);
        StoredObject newest = runs.bucket().list(run.logsPrefix(stage)).stream()
                .max(Comparator.comparing(StoredObject::lastModified).thenComparing(StoredObject::key))
                .orElseThrow(() -> new ApiFault(
                        ApiAnswer.NOT_FOUND,
                        "stage " + stage.spelling() + " of run " + run + " has left no log: it was taken from cache,"
                                + " has not ended yet, or ran inside the process of a command"));
        if (newest.sizeBytes() > LARGEST_BYTES) {
            throw tooLarge(newest.key());
        }
        return ApiAnswer.bytes(ApiAnswer.OK, LINES, runs.bucket().read(newest.key()))
                .with("Cache-Control", "no-cache")
                .with("X-Content-Type-Options", "nosniff");
    }

    private byte[] read(ArtifactReference artifact) throws IOException, ApiFault {
        if (artifact.sizeBytes() > LARGEST_BYTES) {
            throw tooLarge(artifact.key());
        }
        return runs.bucket().read(artifact.key(), artifact.sha256());
    }

    private static ApiFault tooLarge(String key) {
        return new ApiFault(
                ApiAnswer.PAYLOAD_TOO_LARGE,
                key + " is larger than " + LARGEST_BYTES + " bytes; mindpress get brings it from the bucket");
    }

    private List<ArtifactReference> outputs(RunReference run, StageName stage) throws IOException {
        return runs.manifest(run, stage).map(StageManifest::outputs).orElse(List.of());
    }

    private static StageName stage(ApiRequest request) throws ApiFault {
        Optional<StageName> stage = StageName.of(request.pathValue(STAGE));
        return stage.orElseThrow(() -> new ApiFault(
                ApiAnswer.NOT_FOUND,
                "there is no stage '" + request.pathValue(STAGE) + "'; there are "
                        + String.join(", ", StageName.spellings())));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
