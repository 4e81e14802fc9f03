package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.mindpress.routes.events.BucketEvents;
import org.mindpress.routes.events.DataLook;
import org.mindpress.routes.events.DataWatch;
import org.mindpress.routes.events.EventRefusal;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;

/** Events of the bucket over HTTP. Thread-safe. */
final class EventEndpoints implements EndpointSource {
    private final String bucket;
    private final DataWatch watch;

    EventEndpoints(String bucket, DataWatch watch) {
        this.bucket = bucket;
        this.watch = watch;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.post("/api/events/s3", "receiveEvent")
                .ownSecret()
                .summary(
                        "a bucket event: a data set that became complete starts every registered pipeline that reads it")
                .takes(Content.json("S3Event"))
                .answers(
                        ApiAnswer.OK,
                        "what the sets whose marker was written mean for each pipeline; other changes are looked at within seconds",
                        Content.json("EventRuns"))
                .by(this::event));
    }

    private ApiAnswer event(ApiRequest request) throws IOException, ApiFault {
        BucketEvents events = events(request);
        watch.mark(events.changed());
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode runs = view.putArray("runs");
        ArrayNode looks = view.putArray("looks");
        for (DataLook look : events.ended().isEmpty() ? List.<DataLook>of() : watch.lookAt(events.ended())) {
            look.run().map(RunViews::submitted).ifPresent(runs::add);
            looks.addObject()
                    .put("set", look.set())
                    .put("pipeline", look.pipeline())
                    .put("decision", look.decision())
                    .put("reason", look.reason());
        }
        return ApiAnswer.json(ApiAnswer.OK, view);
    }

    private BucketEvents events(ApiRequest request) throws ApiFault {
        try {
            return BucketEvents.read(request.json(), bucket);
        } catch (EventRefusal e) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }
}
