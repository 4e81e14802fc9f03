package org.mindpress.routes.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
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

/** What the REST interface does, without HTTP. Thread-safe. */
final class Api {
    private static final int MOST_RUNS = 1000;
    private static final int LONGEST_IDEMPOTENCY_KEY = 255;

    private final ObjectMapper json = new ObjectMapper();
    private final RunStore runs;
    private final Submissions submissions;
    private final RunViews views;
    private final Consumer<RunReference> queue;
    private final DataEvents events;
    private final Clock clock;

    Api(
            RunStore runs,
            Submissions submissions,
            RunBoard board,
            Consumer<RunReference> queue,
            DataEvents events,
            Clock clock) {
        this.runs = runs;
        this.submissions = submissions;
        this.views = new RunViews(runs, board, clock);
        this.queue = queue;
        this.events = events;
        this.clock = clock;
    }

    /** The newest runs; {@code limit} is a whole number from 0 to 1000. */
    ApiAnswer list(String limit) throws IOException, ApiFault {
        try {
            int most = Integer.parseInt(limit);
            if (most >= 0 && most <= MOST_RUNS) {
                return new ApiAnswer(ApiAnswer.OK, views.list(most));
            }
        } catch (NumberFormatException e) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, "limit '" + limit + "' is no whole number");
        }
        throw new ApiFault(ApiAnswer.BAD_REQUEST, "limit must be from 0 to " + MOST_RUNS + ", not " + limit);
    }

    ApiAnswer one(String id) throws IOException, ApiFault {
        return new ApiAnswer(ApiAnswer.OK, views.one(find(id)));
    }

    /**
     * Submits a pipeline text, a registered pipeline ({@code {"pipeline": name}}), or hands a run that is in the bucket to the queue
     * ({@code {"run": id}}).
     */
    ApiAnswer submit(String body, Optional<String> idempotencyKey) throws IOException, ApiFault {
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
                return submitted(body, idempotencyKey);
            }
            JsonNode named = readJson(body);
            if (named.size() == 1 && named.path("run").isTextual()) {
                RunReference run = find(named.path("run").asText());
                queue.accept(run);
                return answer(new Submitted(run, false));
            }
            if (named.size() == 1 && named.path("pipeline").isTextual()) {
                return submitted(submissions.registered(named.path("pipeline").asText()), idempotencyKey);
            }
        } catch (StageException e) {
            throw fault(e);
        }
        throw new ApiFault(ApiAnswer.BAD_REQUEST, "the body must be a pipeline file, or {\"pipeline\": \"<name>\"}");
    }

    private ApiAnswer submitted(String text, Optional<String> idempotencyKey)
            throws IOException, StageException, ApiFault {
        try {
            Pipeline pipeline = Submissions.parse("pipeline", text);
            TriggerKey trigger = idempotencyKey.isPresent()
                    ? TriggerKey.api(pipeline.name(), idempotencyKey.get())
                    : TriggerKey.apiWithoutKey(pipeline.name());
            Submitted submitted = submissions.submit(pipeline, text, trigger, "api");
            queue.accept(submitted.run());
            return answer(submitted);
        } catch (PipelineException e) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private ApiAnswer answer(Submitted submitted) {
        return new ApiAnswer(submitted.created() ? ApiAnswer.CREATED : ApiAnswer.OK, view(submitted));
    }

    private ObjectNode view(Submitted submitted) {
        return json.createObjectNode()
                .put("run", submitted.run().run().text())
                .put("pipeline", submitted.run().pipeline())
                .put("created", submitted.created());
    }

    ApiAnswer cancel(String id) throws IOException, ApiFault {
        RunReference run = find(id);
        if (runs.outcome(run).isPresent()) {
            throw new ApiFault(ApiAnswer.CONFLICT, "run " + run + " is over, there is nothing to cancel");
        }
        runs.cancel(
                run,
                new CancelRecord(
                        CancelRecord.VERSION,
                        "cancelled on request",
                        "api",
                        clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        // a run that waits gets its outcome from whoever takes it up
        queue.accept(run);
        return new ApiAnswer(
                ApiAnswer.ACCEPTED,
                json.createObjectNode().put("run", run.run().text()).put("cancelled", true));
    }

    /** Takes an S3 event document. */
    ApiAnswer event(String body, String authorization) throws IOException, ApiFault {
        if (!events.accepts(authorization)) {
            throw new ApiFault(
                    ApiAnswer.UNAUTHORIZED,
                    "the event token is missing or wrong: send it as 'Authorization: Bearer <token>'; mindpress store"
                            + " tells where it is");
        }
        SortedSet<String> ready = events.readySets(readJson(body));
        List<Submitted> submitted = events.submit(ready);
        ObjectNode view = json.createObjectNode();
        var array = view.putArray("runs");
        for (Submitted run : submitted) {
            array.add(view(run));
            if (run.created()) {
                queue.accept(run.run());
            }
        }
        return new ApiAnswer(ApiAnswer.OK, view);
    }

    private RunReference find(String id) throws IOException, ApiFault {
        return runs.find(id)
                .orElseThrow(() -> new ApiFault(
                        ApiAnswer.NOT_FOUND, "there is no run '" + id + "', or more than one whose id begins so"));
    }

    private JsonNode readJson(String body) throws ApiFault {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST,
                    "the body is no JSON, line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        }
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
