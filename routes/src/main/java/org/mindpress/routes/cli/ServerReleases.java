package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.Decision;
import org.mindpress.processors.release.ReleaseComparison;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.run.RunReference;

/** The releases of a service elsewhere. Who decides, and whether they may, the service knows by their token. */
final class ServerReleases implements ReleaseRegistry {
    private final ApiClient api;
    private final ServerRuns runs;

    ServerReleases(ApiClient api) {
        this.api = api;
        this.runs = new ServerRuns(api);
    }

    @Override
    public List<ReleaseRecord> list(String pipeline) throws IOException, CommandFault {
        List<ReleaseRecord> all = new ArrayList<>();
        for (JsonNode release : api.get(path(pipeline)).path("releases")) {
            all.add(api.document(release, ReleaseRecord.class));
        }
        return all;
    }

    @Override
    public RunReference run(String text) throws IOException, CommandFault {
        return runs.reference(runs.view(text));
    }

    @Override
    public Optional<ReleaseComparison> comparison(RunReference run) throws IOException, CommandFault {
        ApiClient.Answer answer = api.exchange("GET", ServerRuns.path(run.run().text()) + "/comparison", Map.of(), "");
        return answer.isMissing()
                ? Optional.empty()
                : Optional.of(api.document(answer.json(), ReleaseComparison.class));
    }

    @Override
    public ReleaseRecord promote(String pipeline, Channel to, Optional<RunReference> run, Decision decision)
            throws IOException, CommandFault {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("why", decision.why());
        run.ifPresent(named -> body.put("run", named.run().text()));
        return api.document(api.post(path(pipeline) + "/" + to.spelling(), body.toString()), ReleaseRecord.class);
    }

    @Override
    public ReleaseRecord rollback(String pipeline, Channel channel, int number, Decision decision)
            throws IOException, CommandFault {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("to", number).put("why", decision.why());
        return api.document(
                api.post(path(pipeline) + "/" + channel.spelling() + "/rollback", body.toString()),
                ReleaseRecord.class);
    }

    @Override
    public Brought get(String pipeline, Channel channel, Path file) throws IOException, CommandFault {
        HttpHeaders told = api.download(path(pipeline) + "/" + channel.spelling(), file, Optional.empty());
        return new Brought(
                told.firstValue("Mindpress-Release").orElse(""),
                told.firstValue("Mindpress-Run").orElse(""),
                Files.size(file),
                told.firstValue("ETag").orElse("").replace("\"", ""));
    }

    private static String path(String pipeline) {
        return "/api/releases/" + ApiClient.encoded(pipeline);
    }
}
