package org.mindpress.routes.service;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageName;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.Role;
import org.mindpress.storage.StoredObject;

/** What a stage that is over logged. Thread-safe. */
final class StageLogEndpoint implements EndpointSource {
    /** Whole files go through the service's memory, which is small. */
    private static final long LARGEST_BYTES = 64L << 20;

    static final String STAGE = "stage";
    private static final String LINES = "application/x-ndjson";

    private final RunStore runs;
    private final RunLookup lookup;

    StageLogEndpoint(RunStore runs, RunLookup lookup) {
        this.runs = runs;
        this.lookup = lookup;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/api/runs/{id}/logs/{stage}", "getStageLog")
                .role(Role.VIEWER)
                .summary("what the newest attempt at a stage that is over logged, under serve")
                .path(RunLookup.ID, RunLookup.ID_MEANS)
                .path(STAGE, "stage that logged it")
                .answers(ApiAnswer.OK, "a JSON object a line", Content.of(LINES))
                .by(this::log));
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

    private static ApiFault tooLarge(String key) {
        return new ApiFault(
                ApiAnswer.PAYLOAD_TOO_LARGE,
                key + " is larger than " + LARGEST_BYTES + " bytes; mindpress get brings it from the bucket");
    }

    static StageName stage(ApiRequest request) throws ApiFault {
        Optional<StageName> stage = StageName.of(request.pathValue(STAGE));
        return stage.orElseThrow(() -> new ApiFault(
                ApiAnswer.NOT_FOUND,
                "there is no stage '" + request.pathValue(STAGE) + "'; there are "
                        + String.join(", ", StageName.spellings())));
    }
}
