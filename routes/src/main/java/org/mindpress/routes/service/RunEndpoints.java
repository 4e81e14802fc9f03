package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineException;
import org.mindpress.processors.run.CancelRecord;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.Problem;
import org.mindpress.routes.http.Role;

/** Runs over HTTP: list, look, submit, cancel. Thread-safe. */
final class RunEndpoints implements EndpointSource {
    static final int LONGEST_IDEMPOTENCY_KEY = 255;

    private final ObjectMapper json = new ObjectMapper();
    private final RunStore runs;
    private final Submissions submissions;
    private final RunViews views;
    private final RunLookup lookup;
    private final Consumer<RunReference> queue;
    private final Clock clock;

    RunEndpoints(
            RunStore runs,
            Submissions submissions,
            RunViews views,
            RunLookup lookup,
            Consumer<RunReference> queue,
            Clock clock) {
        this.runs = runs;
        this.submissions = submissions;
        this.views = views;
        this.lookup = lookup;
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/runs", "listRuns")
                        .role(Role.VIEWER)
                        .summary("runs, newest first")
                        .query("limit", "longest page, 0 to 1000; 50 when not given")
                        .query("after", "where the page before this one ended: take it from its next")
                        .query("pipeline", "only runs of that pipeline")
                        .query("status", "only runs of that status: " + RunQuery.STATUSES)
                        .answers(
                                ApiAnswer.OK,
                                "a page of runs, each in a few words; Link has the next page, too",
                                Content.json("RunList"))
                        .by(this::list),
                Endpoint.get("/api/runs/{id}", "getRun")
                        .role(Role.VIEWER)
                        .summary("one run with its stages, its request, its outcome and what devices said")
                        .path(RunLookup.ID, RunLookup.ID_MEANS)
                        .answers(ApiAnswer.OK, "the run", Content.json("Run"))
                        .by(this::one),
                Endpoint.get("/api/runs/{id}/events", "watchRun")
                        .role(Role.VIEWER)
                        .summary(
                                "server-sent events of a run: 'run' when something changed, 'end' with its outcome, each"
                                        + " with a RunLine as data; the first tells where it stands")
                        .path(RunLookup.ID, RunLookup.ID_MEANS)
                        .answers(ApiAnswer.OK, "events until the run is over", Content.of("text/event-stream"))
                        .by(request -> ApiAnswer.events(new RunFeed(views, lookup.of(request)))),
                Endpoint.post("/api/runs", "submitRun")
                        .role(Role.OPERATOR)
                        .summary("submits a pipeline file, a registered pipeline, or an open run again")
                        .header("Idempotency-Key", "1 to 255 characters; equal keys for one pipeline are one run")
                        .query(Unfinished.NAME, Unfinished.MEANS)
                        .takes(new Content(
                                List.of("application/yaml", "application/json", "application/x-yaml", "text/yaml"),
                                Optional.of("Submission")))
                        .answers(ApiAnswer.CREATED, "a new run", Content.json("Submitted"))
                        .answers(ApiAnswer.OK, "the run that was there", Content.json("Submitted"))
                        .problems(ApiAnswer.NOT_FOUND)
                        .by(this::submit),
                Endpoint.post("/api/runs/{id}/cancel", "cancelRun")
                        .role(Role.OPERATOR)
                        .summary("ends a run within a batch and 2 s")
                        .path(RunLookup.ID, RunLookup.ID_MEANS)
                        .answers(ApiAnswer.ACCEPTED, "it will stop", Content.json("Cancelled"))
                        .problems(ApiAnswer.CONFLICT)
                        .by(this::cancel));
    }

    private ApiAnswer list(ApiRequest request) throws IOException, ApiFault {
        ObjectNode page = views.list(RunQuery.of(request));
        ApiAnswer answer = ApiAnswer.json(ApiAnswer.OK, page);
        return page.has("next") ? answer.with("Link", "<" + page.path("next").asText() + ">; rel=\"next\"") : answer;
    }

    private ApiAnswer one(ApiRequest request) throws IOException, ApiFault {
        return ApiAnswer.json(ApiAnswer.OK, views.one(lookup.of(request)));
    }

    /**
     * Submits a pipeline text, a registered pipeline ({@code {"pipeline": name}}), or hands a run that is in the bucket to the queue
     * ({@code {"run": id}}).
     */
    private ApiAnswer submit(ApiRequest request) throws IOException, ApiFault {
        Optional<String> idempotencyKey = request.header("Idempotency-Key");
        String body = request.body();
        if (idempotencyKey.map(String::length).orElse(1) > LONGEST_IDEMPOTENCY_KEY
                || idempotencyKey.filter(String::isBlank).isPresent()) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST,
                    "Idempotency-Key must have 1 to " + LONGEST_IDEMPOTENCY_KEY + " characters that are not blank");
        }
        if (body.isBlank()) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST, "the body is empty: send a pipeline file, or {\"pipeline\": \"<name>\"}");
        }
        try {
            if (!body.stripLeading().startsWith("{")) {
                return submitted(body, idempotencyKey, request);
            }
            JsonNode named = request.json();
            if (named.size() == 1 && named.path("run").isTextual()) {
                RunReference run = lookup.find(named.path("run").asText());
                queue.accept(run);
                return answer(new Submitted(run, false));
            }
            if (named.size() == 1 && named.path("pipeline").isTextual()) {
                return submitted(submissions.registered(named.path("pipeline").asText()), idempotencyKey, request);
            }
        } catch (StageException e) {
            throw fault(e);
        }
        throw new ApiFault(ApiAnswer.BAD_REQUEST, "the body must be a pipeline file, or {\"pipeline\": \"<name>\"}");
    }

    private ApiAnswer submitted(String text, Optional<String> idempotencyKey, ApiRequest request)
            throws IOException, StageException, ApiFault {
        boolean goesOn = Unfinished.goesOn(request, idempotencyKey);
        String by = request.caller().name();
        try {
            Pipeline pipeline = Submissions.parse("pipeline", text);
            TriggerKey trigger = idempotencyKey.isPresent()
                    ? TriggerKey.api(pipeline.name(), idempotencyKey.get())
                    : TriggerKey.apiWithoutKey(pipeline.name());
            Submitted submitted = goesOn
                    ? submissions.commandLine(pipeline, text, by)
                    : submissions.submit(pipeline, text, trigger, by);
            queue.accept(submitted.run());
            return answer(submitted);
        } catch (PipelineException e) {
            throw new ApiFault(Problem.of(e));
        }
    }

    private ApiAnswer answer(Submitted submitted) {
        return ApiAnswer.json(submitted.created() ? ApiAnswer.CREATED : ApiAnswer.OK, RunViews.submitted(submitted));
    }

    private ApiAnswer cancel(ApiRequest request) throws IOException, ApiFault {
        RunReference run = lookup.of(request);
        if (runs.outcome(run).isPresent()) {
            throw new ApiFault(ApiAnswer.CONFLICT, "run " + run + " is over, there is nothing to cancel");
        }
        runs.cancel(
                run,
                new CancelRecord(
                        CancelRecord.VERSION,
                        "cancelled on request",
                        request.caller().name(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        // a run that waits gets its outcome from whoever takes it up
        queue.accept(run);
        return ApiAnswer.json(
                ApiAnswer.ACCEPTED,
                json.createObjectNode().put("run", run.run().text()).put("cancelled", true));
    }

    private static ApiFault fault(StageException e) {
        String message = String.valueOf(e.getMessage());
        if (e.kind() == ErrorKind.USER) {
            boolean unknown = message.startsWith("there is no pipeline");
            return new ApiFault(unknown ? ApiAnswer.NOT_FOUND : ApiAnswer.BAD_REQUEST, message);
        }
        return new ApiFault(e.isTransient() ? ApiAnswer.UNAVAILABLE : ApiAnswer.INTERNAL, message);
    }
}
