package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.mindpress.processors.run.RunReference;
import org.mindpress.routes.http.EventFeed;

/** What one client hears of a run: its line whenever that has changed. One read of the bucket a call. Not thread-safe. */
final class RunFeed implements EventFeed {
    private static final Set<String> OPEN = Set.of("WAITING", "RUNNING");

    private final RunViews views;
    private final RunReference run;
    private ObjectNode told = JsonNodeFactory.instance.objectNode();

    RunFeed(RunViews views, RunReference run) {
        this.views = views;
        this.run = run;
    }

    @Override
    public Optional<Event> next() throws IOException {
        ObjectNode line = views.line(run);
        if (line.equals(told)) {
            return Optional.empty();
        }
        told = line;
        boolean over = !OPEN.contains(line.path("status").asText());
        return Optional.of(new Event(over ? "end" : "run", line, over));
    }
}
