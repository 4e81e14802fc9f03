package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mindpress.processors.run.StageName;

/** What the runs of a service elsewhere left. */
final class ServerRunFiles implements RunFiles {
    private final ApiClient api;
    private final ServerRuns runs;

    ServerRunFiles(ApiClient api) {
        this.api = api;
        this.runs = new ServerRuns(api);
    }

    @Override
    public String id(String run) throws IOException, CommandFault {
        return runs.view(run).path("run").asText();
    }

    @Override
    public Path report(String id, Path folder) throws IOException, CommandFault {
        boolean verified = runs.details(id).stages().stream()
                .anyMatch(stage -> stage.stage().equals(StageName.VERIFY.spelling()));
        if (!verified) {
            throw RunFiles.noReport(id);
        }
        Path page = folder.resolve(REPORT);
        api.download(ServerRuns.path(id) + "/report", page, Optional.empty());
        return page;
    }

    @Override
    public int all(String id, Path folder) throws IOException, CommandFault {
        int files = 0;
        for (JsonNode file : api.get(ServerRuns.path(id) + "/files").path("files")) {
            api.download(
                    file.path("path").asText(),
                    RunFiles.inside(folder, file.path("name").asText()),
                    Optional.of(file.path("sha256").asText()));
            files++;
        }
        return files;
    }
}
