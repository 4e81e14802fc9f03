package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.processors.stage.RetryRefusal;
import org.mindpress.processors.stage.RunRetry;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.Role;

/** A run once more: the same request, from the cache or from a stage on without it. Thread-safe. */
final class RetryEndpoint implements EndpointSource {
    private static final String FROM = "from";
    private static final String KEY = "Idempotency-Key";

    private final RunLookup lookup;
    private final RunRetry retries;
    private final Consumer<RunReference> queue;

    RetryEndpoint(RunStore runs, RunLookup lookup, Consumer<RunReference> queue, Clock clock) {
        this.lookup = lookup;
        this.retries = new RunRetry(runs, clock);
        this.queue = queue;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.post("/api/runs/{id}/retry", "retryRun")
                .role(Role.OPERATOR)
                .summary("a new run of what an ended run was asked, with the same inputs; from a stage on, if one is"
                        + " named, everything is computed whatever the cache has")
                .path(RunLookup.ID, RunLookup.ID_MEANS)
                .header(KEY, "1 to 255 characters; equal keys for one run are one retry")
                .query(Unfinished.NAME, Unfinished.MEANS)
                .takes(Content.json("Retry"))
                .answers(ApiAnswer.CREATED, "a new run", Content.json("Submitted"))
                .answers(ApiAnswer.OK, "the run that was there", Content.json("Submitted"))
                .problems(ApiAnswer.CONFLICT)
                .by(this::retry));
    }

    private ApiAnswer retry(ApiRequest request) throws IOException, ApiFault {
        RunReference ended = lookup.of(request);
        Optional<String> from = from(request.json());
        Optional<String> key = key(request);
        String by = request.caller().name();
        try {
            Submitted submitted = Unfinished.goesOn(request, key)
                    ? retries.retryFromCommandLine(ended, from, by)
                    : retries.retry(ended, from, trigger(ended, key), by);
            queue.accept(submitted.run());
            return ApiAnswer.json(
                    submitted.created() ? ApiAnswer.CREATED : ApiAnswer.OK, RunViews.submitted(submitted));
        } catch (RetryRefusal e) {
            int status = switch (e.kind()) {
                case GONE -> ApiAnswer.NOT_FOUND;
                case STAGE -> ApiAnswer.BAD_REQUEST;
                case STATE -> ApiAnswer.CONFLICT;
            };
            throw new ApiFault(status, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> from(JsonNode body) throws ApiFault {
        if (!body.isObject() || body.size() != (body.has(FROM) ? 1 : 0)) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, "the body must be {} or {\"from\": \"<stage>\"}");
        }
        return body.has(FROM) ? Optional.of(body.path(FROM).asText()) : Optional.empty();
    }

    private static Optional<String> key(ApiRequest request) throws ApiFault {
        Optional<String> key = request.header(KEY);
        if (key.isPresent() && (key.get().isBlank() || key.get().length() > RunEndpoints.LONGEST_IDEMPOTENCY_KEY)) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST,
                    KEY + " must have 1 to " + RunEndpoints.LONGEST_IDEMPOTENCY_KEY + " characters that are not blank");
        }
        return key;
    }

    private static TriggerKey trigger(RunReference ended, Optional<String> key) {
        return key.isEmpty()
                ? TriggerKey.apiWithoutKey(ended.pipeline())
                : TriggerKey.api(ended.pipeline(), "retry of " + ended.run().text() + ": " + key.get());
    }
}
