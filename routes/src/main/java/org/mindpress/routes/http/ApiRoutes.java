package org.mindpress.routes.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.mindpress.storage.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Camel route for each row of the table; the one place where requests are checked against it and faults become problems. */
public final class ApiRoutes extends RouteBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(ApiRoutes.class);

    private final EndpointTable table;
    private final Gate gate;
    private final Audit audit;

    /** Serves a table, and the document about it. */
    public ApiRoutes(EndpointTable table, Gate gate, Audit audit) {
        this.table = table.withDocument();
        this.gate = gate;
        this.audit = audit;
    }

    /** What is served. */
    public EndpointTable table() {
        return table;
    }

    @Override
    public void configure() {
        for (Endpoint endpoint : table.endpoints()) {
            from("platform-http:" + endpoint.path().text() + "?httpMethodRestrict=" + endpoint.verb())
                    .routeId(endpoint.operation())
                    .process(exchange -> write(exchange, answer(endpoint, exchange)));
        }
    }

    private ApiAnswer answer(Endpoint endpoint, Exchange exchange) {
        HttpMessage message = exchange.getMessage(HttpMessage.class);
        HttpServerRequest request = message.getRequest();
        String path = request.path();
        Caller caller = Caller.UNKNOWN;
        ApiAnswer answer;
        try {
            caller = gate.admit(endpoint, authorization(request), remote(request));
            String body = Optional.ofNullable(message.getBody(String.class)).orElse("");
            answer = endpoint.handler().answer(RequestReader.read(endpoint, caller, request, body));
        } catch (ApiFault e) {
            answer = e.problem().answer(path);
        } catch (StoreUnavailableException e) {
            LOG.warn("a request got no answer from the bucket: {}", e.getMessage());
            answer = Problem.of(ApiAnswer.UNAVAILABLE, String.valueOf(e.getMessage()))
                    .answer(path);
        } catch (IOException | RuntimeException e) {
            LOG.error("a request failed", e);
            answer = Problem.of(ApiAnswer.INTERNAL, "internal fault, see the log of the service")
                    .answer(path);
        }
        audit.answered(endpoint, path, caller, answer.status());
        return answer;
    }

    private static String authorization(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization")).orElse("");
    }

    private static String remote(HttpServerRequest request) {
        return Optional.ofNullable(request.remoteAddress())
                .map(SocketAddress::hostAddress)
                .orElse("unknown");
    }

    private static void write(Exchange exchange, ApiAnswer answer) {
        Message message = exchange.getMessage();
        // headers of a request become headers of its answer unless they are removed
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        if (!answer.body().mediaType().isEmpty()) {
            message.setHeader(Exchange.CONTENT_TYPE, answer.body().mediaType());
        }
        answer.headers().forEach(message::setHeader);
        message.setBody(answer.body().bytes());
    }
}
