package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
import org.mindpress.storage.Sha256;

/** What a run left: artifacts of any size, documents, the report. The ETag of each is its SHA-256. Thread-safe. */
final class RunArtifactEndpoints implements EndpointSource {
    /** The report styles itself and shows pictures that it holds; it may do nothing, and only our page may frame it. */
    private static final String REPORT_POLICY =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

    private static final String STAGE = "stage";
    private static final String NAME = "name";

    private final RunStore runs;
    private final RunLookup lookup;
    private final VerifiedFiles files;
    private final RunContents contents;
    private final RunReport report;

    /**
     * Endpoints.
     *
     * @param files local copies of artifacts that are sent
     */
    RunArtifactEndpoints(RunStore runs, RunLookup lookup, VerifiedFiles files) {
        this.runs = runs;
        this.lookup = lookup;
        this.files = files;
        this.contents = new RunContents(runs);
        this.report = new RunReport(runs);
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                run("/artifacts", "listArtifacts")
                        .summary("what the finished stages of a run left, in their order")
                        .answers(ApiAnswer.OK, "the artifacts", Content.json("ArtifactList"))
                        .by(this::list),
                CheckedFile.described(run("/artifacts/{stage}/{name}", "getArtifact"))
                        .summary("an artifact, of any size")
                        .path(STAGE, "stage that left it")
                        .path(NAME, "name of the artifact within the stage")
                        .by(this::artifact),
                run("/files", "listFiles")
                        .summary(
                                "all that mindpress get brings of a run: documents and artifacts, by their names in its folder")
                        .answers(ApiAnswer.OK, "the files", Content.json("FileList"))
                        .by(this::files),
                run("/documents/{name}", "getDocument")
                        .summary("a document of a run as the bucket has it")
                        .path(NAME, "such as outcome.json, 06-export/manifest.json or device/1.json")
                        .answers(ApiAnswer.OK, "the document", Content.of(Content.JSON))
                        .by(this::document),
                run("/report", "getReport")
                        .summary("the report of a verified run, with what devices said")
                        .answers(ApiAnswer.OK, "a page of its own", Content.of("text/html"))
                        .by(this::report));
    }

    private static Endpoint.Draft run(String path, String operation) {
        return Endpoint.get("/api/runs/{id}" + path, operation)
                .role(Role.VIEWER)
                .path(RunLookup.ID, RunLookup.ID_MEANS);
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
                        .put("path", path(run, stage, artifact));
            }
        }
        return ApiAnswer.json(ApiAnswer.OK, view);
    }

    private ApiAnswer artifact(ApiRequest request) throws IOException, ApiFault {
        RunReference run = lookup.of(request);
        StageName stage = stage(request);
        String name = request.pathValue(NAME);
        ArtifactReference artifact = outputs(run, stage).stream()
                .filter(output -> output.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ApiFault(
                        ApiAnswer.NOT_FOUND,
                        "stage " + stage.spelling() + " of run " + run + " has left no '" + name + "'"));
        CheckedFile file = new CheckedFile(artifact);
        ApiAnswer answer =
                file.isKnown(request) ? ApiAnswer.empty(ApiAnswer.NOT_MODIFIED) : file.answer(request, files);
        return answer.with("ETag", file.etag())
                .with("Accept-Ranges", "bytes")
                .with(
                        "Content-Disposition",
                        "attachment; filename*=UTF-8''" + encoded(name.substring(name.lastIndexOf('/') + 1)))
                .with("X-Content-Type-Options", "nosniff");
    }

    private ApiAnswer files(ApiRequest request) throws IOException, ApiFault {
        RunReference run = lookup.of(request);
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode array = view.putArray("files");
        for (RunContents.Entry entry : contents.of(run)) {
            ObjectNode file = array.addObject().put(NAME, entry.name());
            Optional<ArtifactReference> artifact = entry.artifact();
            if (artifact.isPresent()) {
                file.put("sizeBytes", artifact.get().sizeBytes())
                        .put("sha256", artifact.get().sha256())
                        .put("path", path(run, entry.stage().orElseThrow(), artifact.get()));
            } else {
                byte[] document = runs.bucket().read(entry.key());
                file.put("sizeBytes", document.length)
                        .put("sha256", Sha256.of(document))
                        .put("path", "/api/runs/" + run.run().text() + "/documents/" + encoded(entry.name()));
            }
        }
        return ApiAnswer.json(ApiAnswer.OK, view);
    }

    private ApiAnswer document(ApiRequest request) throws IOException, ApiFault {
        RunReference run = lookup.of(request);
        String name = request.pathValue(NAME);
        String key = contents.of(run).stream()
                .filter(entry -> entry.artifact().isEmpty() && entry.name().equals(name))
                .map(RunContents.Entry::key)
                .findFirst()
                .orElseThrow(() -> new ApiFault(ApiAnswer.NOT_FOUND, "run " + run + " has no document '" + name + "'"));
        byte[] document = runs.bucket().read(key);
        return ApiAnswer.bytes(ApiAnswer.OK, Content.JSON, document)
                .with("ETag", "\"" + Sha256.of(document) + "\"")
                .with("X-Content-Type-Options", "nosniff");
    }

    private ApiAnswer report(ApiRequest request) throws IOException, ApiFault {
        RunReference run = lookup.of(request);
        byte[] page = report.page(run)
                .orElseThrow(() ->
                        new ApiFault(ApiAnswer.NOT_FOUND, "run " + run + " has no report; the stage verify writes it"));
        return ApiAnswer.bytes(ApiAnswer.OK, "text/html; charset=utf-8", page)
                .with("ETag", "\"" + Sha256.of(page) + "\"")
                .with("Content-Security-Policy", REPORT_POLICY)
                .with("X-Content-Type-Options", "nosniff");
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

    private static String path(RunReference run, StageName stage, ArtifactReference artifact) {
        return "/api/runs/" + run.run().text() + "/artifacts/" + stage.spelling() + "/" + encoded(artifact.name());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
