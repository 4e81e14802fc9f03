package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.processors.stage.RunExecutor;
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

    private final RunStore runs;
    private final RunLookup lookup;
    private final RunSubmission submission;
    private final Consumer<RunReference> queue;

    RetryEndpoint(RunStore runs, RunLookup lookup, Consumer<RunReference> queue, Clock clock) {
        this.runs = runs;
        this.lookup = lookup;
        this.submission = new RunSubmission(runs, clock);
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
                .takes(Content.json("Retry"))
                .answers(ApiAnswer.CREATED, "a new run", Content.json("Submitted"))
                .answers(ApiAnswer.OK, "the run that was there", Content.json("Submitted"))
                .problems(ApiAnswer.CONFLICT)
                .by(this::retry));
    }

    private ApiAnswer retry(ApiRequest request) throws IOException, ApiFault {
        RunReference ended = lookup.of(request);
        RunRequest asked = runs.request(ended)
                .orElseThrow(() -> new ApiFault(ApiAnswer.NOT_FOUND, "run " + ended + " has no request any more"));
        Optional<StageName> from = from(request, asked);
        if (runs.outcome(ended).isEmpty()) {
            throw new ApiFault(
                    ApiAnswer.CONFLICT,
                    "run " + ended + " is not over: wait for its end, or cancel it before it is started again");
        }
        Submitted submitted = submission.repeat(
                asked, from, trigger(request, asked), request.caller().name());
        queue.accept(submitted.run());
        return ApiAnswer.json(submitted.created() ? ApiAnswer.CREATED : ApiAnswer.OK, RunViews.submitted(submitted));
    }

    private static Optional<StageName> from(ApiRequest request, RunRequest asked) throws ApiFault {
        JsonNode body = request.json();
        if (!body.isObject() || body.size() != (body.has(FROM) ? 1 : 0)) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, "the body must be {} or {\"from\": \"<stage>\"}");
        }
        if (!body.has(FROM)) {
            return Optional.empty();
        }
        Optional<StageName> from = StageName.of(body.path(FROM).asText());
        List<StageName> stages = stages(asked);
        if (from.isEmpty() || !stages.contains(from.get())) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST,
                    "the run has no stage " + body.path(FROM) + "; it has "
                            + String.join(
                                    ", ",
                                    stages.stream().map(StageName::spelling).toList()));
        }
        return from;
    }

    private static List<StageName> stages(RunRequest asked) throws ApiFault {
        try {
            return RunExecutor.stages(asked);
        } catch (StageException e) {
            throw new ApiFault(ApiAnswer.CONFLICT, "what the run was asked cannot be read any more: " + e.getMessage());
        }
    }

    private static TriggerKey trigger(ApiRequest request, RunRequest asked) throws ApiFault {
        Optional<String> key = request.header(KEY);
        if (key.isEmpty()) {
            return TriggerKey.apiWithoutKey(asked.pipeline());
        }
        if (key.get().isBlank() || key.get().length() > RunEndpoints.LONGEST_IDEMPOTENCY_KEY) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST,
                    KEY + " must have 1 to " + RunEndpoints.LONGEST_IDEMPOTENCY_KEY + " characters that are not blank");
        }
        return TriggerKey.api(asked.pipeline(), "retry of " + asked.run() + ": " + key.get());
    }
}
