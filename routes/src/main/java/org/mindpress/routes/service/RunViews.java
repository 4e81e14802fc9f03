package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.device.DeviceRecords;
import org.mindpress.processors.report.DeviceRecord;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RerunRecord;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.StageProgress;
import org.mindpress.processors.stage.StageSequence;

/** Runs as JSON for the REST interface. Thread-safe. */
final class RunViews {
    private static final int MOST_READ = 200;

    private final ObjectMapper json = new ObjectMapper();
    private final RunStore runs;
    private final RunIndex index;
    private final RunBoard board;
    private final Clock clock;

    RunViews(RunStore runs, RunIndex index, RunBoard board, Clock clock) {
        this.runs = runs;
        this.index = index;
        this.board = board;
        this.clock = clock;
    }

    /** What became of a submission. */
    static ObjectNode submitted(Submitted submitted) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("run", submitted.run().run().text())
                .put("pipeline", submitted.run().pipeline())
                .put("created", submitted.created());
    }

    /**
     * A page of runs, newest first, each in a few words. Reads no more than {@value #MOST_READ} outcomes, so that a service that has just started
     * gives several pages and not one that takes long: a page may hold fewer than were asked for and still have a next.
     */
    ObjectNode list(RunQuery query) throws IOException {
        ObjectNode view = json.createObjectNode();
        ArrayNode array = view.putArray("runs");
        Iterator<RunReference> left = candidates(query).iterator();
        Optional<RunReference> last = Optional.empty();
        int read = 0;
        while (left.hasNext() && array.size() < query.limit() && read < MOST_READ) {
            RunReference run = left.next();
            read += index.isUnknown(run) ? 1 : 0;
            last = Optional.of(run);
            ObjectNode line = line(run);
            if (query.status().isEmpty()
                    || query.status().get().equals(line.path("status").asText())) {
                array.add(line);
            }
        }
        if (left.hasNext() && last.isPresent()) {
            view.put("next", query.after(last.get()).link());
        }
        return view;
    }

    private List<RunReference> candidates(RunQuery query) throws IOException {
        List<RunReference> all =
                query.pipeline().isPresent() ? index.list(query.pipeline().get()) : index.list();
        return all.stream()
                .filter(run -> query.after().isEmpty()
                        || RunQuery.ORDER.compare(query.after().get(), run) < 0)
                .toList();
    }

    /** A run in a few words. */
    ObjectNode line(RunReference run) throws IOException {
        ObjectNode view = head(run);
        Optional<EndedRun> ended = index.ended(run);
        view.put("status", status(run, ended.map(EndedRun::status)));
        ended.ifPresent(end -> {
            view.put("reason", end.reason());
            view.put("submittedAt", end.submittedAt().toString());
            view.put("finishedAt", end.finishedAt().toString());
            if (!end.figures().isEmpty()) {
                end.figures().forEach(view.putObject("figures")::put);
            }
        });
        board.at(run).ifPresent(entry -> view.set("progress", progress(entry)));
        return view;
    }

    /** All about one run. */
    ObjectNode one(RunReference run) throws IOException {
        ObjectNode view = head(run);
        Optional<RunOutcome> outcome = runs.outcome(run);
        view.put("status", status(run, outcome.map(RunOutcome::status)));
        Optional<RunRequest> request = runs.request(run);
        if (request.isPresent()) {
            view.set("request", document(request.get()));
            var stages = view.putArray("stages");
            for (StageName stage : stages(request.get())) {
                stages.add(stage(run, stage, outcome));
            }
        }
        Optional<RerunRecord> rerun = runs.rerun(run);
        if (rerun.isPresent()) {
            view.set("rerun", document(rerun.get()));
        }
        if (outcome.isPresent()) {
            view.set("outcome", document(outcome.get()));
        }
        var devices = view.putArray("devices");
        for (DeviceRecord device : new DeviceRecords(runs.bucket()).of(run)) {
            devices.add(document(device));
        }
        return view;
    }

    private ObjectNode head(RunReference run) {
        return json.createObjectNode().put("run", run.run().text()).put("pipeline", run.pipeline());
    }

    private String status(RunReference run, Optional<RunStatus> end) {
        return end.map(RunStatus::name).orElse(board.at(run).isPresent() ? "RUNNING" : "WAITING");
    }

    private ObjectNode stage(RunReference run, StageName stage, Optional<RunOutcome> outcome) throws IOException {
        ObjectNode view = json.createObjectNode().put("stage", stage.spelling());
        Optional<StageManifest> manifest = runs.manifest(run, stage);
        if (manifest.isPresent()) {
            boolean own = manifest.get().takenFrom().equals(run.manifestKey(stage));
            view.put("state", own ? "done" : "cached");
            if (!own) {
                view.put("takenFrom", manifest.get().takenFrom());
            }
            view.put("artifacts", manifest.get().outputs().size());
            view.put("startedAt", manifest.get().startedAt().toString());
            view.put("finishedAt", manifest.get().finishedAt().toString());
            return view;
        }
        if (outcome.filter(end -> end.status() == RunStatus.UNCHANGED).isPresent()) {
            return view.put("state", "skipped");
        }
        Optional<RunBoard.Entry> at = board.at(run).filter(entry -> entry.stage() == stage);
        view.put("state", at.isPresent() ? "running" : "waiting");
        at.ifPresent(
                entry -> view.put("startedAt", entry.startedAt().toString()).set("progress", progress(entry)));
        return view;
    }

    private ObjectNode progress(RunBoard.Entry entry) {
        ObjectNode view = json.createObjectNode().put("stage", entry.stage().spelling());
        if (entry.progress().isPresent()) {
            StageProgress at = entry.progress().get();
            view.put("phase", at.phase())
                    .put("done", at.done())
                    .put("total", at.total())
                    .put("unit", at.unit());
            at.imagesPerSecond().ifPresent(rate -> view.put("imagesPerSecond", rate));
            at.loss().ifPresent(loss -> view.put("loss", loss));
        }
        entry.left(clock.instant()).ifPresent(left -> view.put("secondsLeft", left.toSeconds()));
        entry.note().ifPresent(note -> view.put("note", note));
        return view;
    }

    private static List<StageName> stages(RunRequest request) {
        try {
            return StageSequence.of(request).names();
        } catch (StageException unreadable) {
            return List.of();
        }
    }

    private JsonNode document(Record document) throws IOException {
        return json.readTree(Documents.write(document));
    }
}
