package org.mindpress.routes.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.Role;

/** Messages that nobody took. Thread-safe. */
public final class WebhookEndpoints implements EndpointSource {
    private final Webhooks webhooks;

    public WebhookEndpoints(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/webhooks/dead", "listDeadDeliveries")
                        .role(Role.VIEWER)
                        .summary("messages to other services that nobody took")
                        .answers(ApiAnswer.OK, "the messages", Content.json("DeadDeliveries"))
                        .by(this::list),
                Endpoint.post("/api/webhooks/dead/{id}/retry", "retryDelivery")
                        .role(Role.OPERATOR)
                        .summary("sends such a message on its way again")
                        .path("id", "of the message")
                        .answersNothing(ApiAnswer.NO_CONTENT, "it is on its way")
                        .by(this::retry));
    }

    private ApiAnswer list(ApiRequest request) throws IOException {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode array = view.putArray("deliveries");
        for (Delivery delivery : webhooks.dead()) {
            array.addObject()
                    .put("id", delivery.id())
                    .put("target", delivery.target())
                    .put("event", delivery.event())
                    .put("attempts", delivery.attempts())
                    .put("lastFault", delivery.lastFault())
                    .put("createdAt", delivery.createdAt().toString());
        }
        return ApiAnswer.json(ApiAnswer.OK, view);
    }

    private ApiAnswer retry(ApiRequest request) throws IOException, ApiFault {
        String id = request.pathValue("id");
        if (webhooks.revive(id).isEmpty()) {
            throw new ApiFault(ApiAnswer.NOT_FOUND, "there is no dead message '" + id + "'");
        }
        return ApiAnswer.empty(ApiAnswer.NO_CONTENT);
    }
}
