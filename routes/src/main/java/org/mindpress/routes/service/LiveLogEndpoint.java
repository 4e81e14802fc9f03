package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.child.LiveLogs;
import org.mindpress.processors.child.LogPart;
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

/** The log of a stage while it runs, for who asks again and again. Each answer is small, and nothing is kept for a reader. Thread-safe. */
final class LiveLogEndpoint implements EndpointSource {
    private static final String ATTEMPT = "attempt";
    private static final String FROM = "from";

    private final RunStore runs;
    private final RunLookup lookup;
    private final LiveLogs logs;

    LiveLogEndpoint(RunStore runs, RunLookup lookup, LiveLogs logs) {
        this.runs = runs;
        this.lookup = lookup;
        this.logs = logs;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/api/runs/{id}/logs/{stage}/live", "followStageLog")
                .role(Role.VIEWER)
                .summary("what a stage that runs here has logged so far, or since the last call; under serve")
                .path(RunLookup.ID, RunLookup.ID_MEANS)
                .path(StageLogEndpoint.STAGE, "stage that logs it")
                .query(ATTEMPT, "attempt of the last answer; when not given, the newest lines come")
                .query(FROM, "next of the last answer")
                .answers(
                        ApiAnswer.OK,
                        "the lines that were added; of a stage that does not run here, whether a log is stored",
                        Content.json("LogPart"))
                .by(this::follow));
    }

    private ApiAnswer follow(ApiRequest request) throws IOException, ApiFault {
        StageName stage = StageLogEndpoint.stage(request);
        RunReference run = lookup.of(request);
        Optional<LogPart> part = logs.after(run, stage, request.query(ATTEMPT).orElse(""), from(request));
        ObjectNode view = JsonNodeFactory.instance.objectNode().put("live", part.isPresent());
        part.ifPresent(some -> view.put(ATTEMPT, some.attempt())
                .put("first", some.first())
                .put("next", some.next())
                .put("text", some.text()));
        if (part.isEmpty()) {
            view.put("stored", !runs.bucket().list(run.logsPrefix(stage)).isEmpty());
        }
        return ApiAnswer.json(ApiAnswer.OK, view).with("Cache-Control", "no-store");
    }

    private static long from(ApiRequest request) throws ApiFault {
        String text = request.query(FROM).orElse("0");
        if (!text.matches("\\d{1,18}")) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, "from must be 'next' of the answer before, not '" + text + "'");
        }
        return Long.parseLong(text);
    }
}
