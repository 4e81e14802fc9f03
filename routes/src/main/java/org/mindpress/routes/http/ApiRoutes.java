package org.mindpress.routes.http;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/** A Camel route for each row of the table that streams neither events nor a file. */
public final class ApiRoutes extends RouteBuilder {
    private final EndpointTable table;
    private final FrontDoor door;

    /** Serves a table, and the document about it. */
    public ApiRoutes(EndpointTable table, Gate gate, Audit audit) {
        this.table = table.withDocument();
        this.door = new FrontDoor(gate, audit);
    }

    /** What is served. */
    public EndpointTable table() {
        return table;
    }

    @Override
    public void configure() {
        for (Endpoint endpoint : table.endpoints()) {
            if (endpoint.streams() || endpoint.sendsFile()) {
                continue;
            }
            from("platform-http:" + endpoint.path().text() + "?httpMethodRestrict=" + endpoint.verb())
                    .routeId(endpoint.operation())
                    .process(exchange -> {
                        HttpMessage message = exchange.getMessage(HttpMessage.class);
                        write(exchange, door.answer(endpoint, message.getRequest(), () -> body(message)));
                    });
        }
    }

    /** Serves the rows that stream events or a file, which are no Camel routes. */
    public void serveStreams(HttpPorts ports) {
        EventStreams streams = new EventStreams(door);
        table.endpoints().stream()
                .filter(Endpoint::streams)
                .forEach(endpoint -> streams.serve(ports.apiRouter(getContext()), endpoint));
        FileAnswers files = new FileAnswers(door);
        table.endpoints().stream()
                .filter(Endpoint::sendsFile)
                .forEach(endpoint -> files.serve(ports.apiRouter(getContext()), endpoint));
    }

    private static String body(HttpMessage message) {
        return Optional.ofNullable(message.getBody(String.class)).orElse("");
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
