package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.processors.report.DeviceRecord;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunSubmission.Submitted;

/** The runs of a service elsewhere. */
final class ServerRuns implements RunRegistry {
    private static final String RUNS = "/api/runs";
    private static final int LONGEST_PAGE = 1000;

    private final ApiClient api;

    ServerRuns(ApiClient api) {
        this.api = api;
    }

    @Override
    public List<Line> list(int limit) throws IOException, CommandFault {
        List<Line> lines = new ArrayList<>();
        String next = RUNS + "?limit=" + Math.min(limit, LONGEST_PAGE);
        while (lines.size() < limit && !next.isEmpty()) {
            JsonNode page = api.get(next);
            for (JsonNode run : page.path("runs")) {
                if (lines.size() < limit) {
                    lines.add(line(run, run.path("reason")));
                }
            }
            next = page.path("next").asText("");
        }
        return lines;
    }

    @Override
    public Details details(String run) throws IOException, CommandFault {
        JsonNode view = view(run);
        List<Stage> stages = new ArrayList<>();
        for (JsonNode stage : view.path("stages")) {
            if (stage.has("finishedAt")) {
                stages.add(new Stage(
                        stage.path("stage").asText(),
                        stage.has("takenFrom")
                                ? RunLines.takenFrom(stage.path("takenFrom").asText())
                                : RunLines.doneAt(stage.path("finishedAt").asText()),
                        stage.path("artifacts").asInt()));
            }
        }
        List<DeviceRecord> devices = new ArrayList<>();
        for (JsonNode device : view.path("devices")) {
            devices.add(api.document(device, DeviceRecord.class));
        }
        return new Details(line(view, view.path("outcome").path("reason")), stages, outcome(view), devices);
    }

    private static Line line(JsonNode run, JsonNode reason) {
        String status = run.path("status").asText();
        return new Line(
                run.path("run").asText(),
                run.path("pipeline").asText(),
                reason.isTextual() ? RunLines.ended(status, reason.asText()) : RunLines.open(progress(run), status));
    }

    @Override
    public Cancelled cancel(String run) throws IOException, CommandFault {
        JsonNode view = view(run);
        String id = view.path("run").asText();
        Optional<RunOutcome> outcome = outcome(view);
        if (outcome.isPresent()) {
            throw RunLines.over(id, outcome.get());
        }
        api.post(path(id) + "/cancel", "");
        return new Cancelled(id, Optional.of("the service at " + api.address()));
    }

    /** Submits a pipeline file; an unfinished run of the same text and inputs goes on. */
    Submitted submit(String pipelineText) throws IOException, CommandFault {
        return submitted(api.exchange("POST", RUNS + "?unfinished=continue", Map.of(), pipelineText)
                .json());
    }

    /** Starts an ended run once more; an unfinished retry of it goes on. */
    Submitted retry(String run, Optional<String> from) throws IOException, CommandFault {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        from.ifPresent(stage -> body.put("from", stage));
        String id = view(run).path("run").asText();
        return submitted(api.post(path(id) + "/retry?unfinished=continue", body.toString()));
    }

    private Submitted submitted(JsonNode answer) throws CommandFault {
        return new Submitted(reference(answer), answer.path("created").asBoolean());
    }

    /** The run that an answer is about. */
    RunReference reference(JsonNode view) throws CommandFault {
        try {
            return new RunReference(
                    view.path("pipeline").asText(), new RunId(view.path("run").asText()));
        } catch (IllegalArgumentException e) {
            throw api.otherVersion(e);
        }
    }

    /** All that the service tells of a run. */
    JsonNode view(String run) throws IOException, CommandFault {
        // what would be another path is no id
        if (List.of("", ".", "..").contains(run)) {
            throw RunLines.unknown(run);
        }
        ApiClient.Answer answer = api.exchange("GET", path(run), Map.of(), "");
        if (answer.isMissing()) {
            throw RunLines.unknown(run);
        }
        return answer.json();
    }

    /** How a run ended; empty while it is not over. */
    Optional<RunOutcome> outcome(JsonNode view) throws CommandFault {
        return view.has("outcome")
                ? Optional.of(api.document(view.path("outcome"), RunOutcome.class))
                : Optional.empty();
    }

    static String path(String run) {
        return RUNS + "/" + ApiClient.encoded(run);
    }

    /** How far a run is that the service works on; a missing node when it does not. */
    static JsonNode progress(JsonNode run) {
        if (run.has("progress")) {
            return run.path("progress");
        }
        for (JsonNode stage : run.path("stages")) {
            if (stage.path("progress").has("total")) {
                return stage.path("progress");
            }
        }
        return MissingNode.getInstance();
    }
}
