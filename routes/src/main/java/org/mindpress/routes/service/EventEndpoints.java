package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;

/** Events of the bucket over HTTP. Thread-safe. */
final class EventEndpoints implements EndpointSource {
    private final DataEvents events;
    private final Consumer<RunReference> queue;

    EventEndpoints(DataEvents events, Consumer<RunReference> queue) {
        this.events = events;
        this.queue = queue;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.post("/api/events/s3", "receiveEvent")
                .ownSecret()
                .summary("a bucket event: a data set that became ready starts every registered pipeline that reads it")
                .takes(Content.json("S3Event"))
                .answers(ApiAnswer.OK, "the runs of this listing, new or not", Content.json("EventRuns"))
                .by(this::event));
    }

    private ApiAnswer event(ApiRequest request) throws IOException, ApiFault {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode array = view.putArray("runs");
        for (Submitted run : events.submit(events.readySets(request.json()))) {
            array.add(RunViews.submitted(run));
            if (run.created()) {
                queue.accept(run.run());
            }
        }
        return ApiAnswer.json(ApiAnswer.OK, view);
    }
}
