package org.mindpress.routes.service;

import java.io.IOException;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.mindpress.storage.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP around {@link Api}: paths, methods, codes. */
final class ApiRoutes extends RouteBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(ApiRoutes.class);
    private static final String DEFAULT_LIMIT = "50";
    private static final String ID = "id";

    private final Api api;

    ApiRoutes(Api api) {
        this.api = api;
    }

    /** One request. */
    @FunctionalInterface
    private interface Handler {
        ApiAnswer answer(Message request) throws IOException, ApiFault;
    }

    @Override
    public void configure() {
        from("platform-http:/?httpMethodRestrict=GET").routeId("page").process(this::page);
        serve(
                "/api/runs",
                "GET",
                "api-runs",
                request -> api.list(header(request, "limit").orElse(DEFAULT_LIMIT)));
        serve("/api/runs", "POST", "api-submit", request -> {
            refuseForms(request);
            return api.submit(body(request), header(request, "Idempotency-Key"));
        });
        serve(
                "/api/runs/{id}",
                "GET",
                "api-run",
                request -> api.one(header(request, ID).orElse("")));
        serve(
                "/api/runs/{id}/cancel",
                "POST",
                "api-cancel",
                request -> api.cancel(header(request, ID).orElse("")));
        serve(
                "/api/events/s3",
                "POST",
                "api-events",
                request -> api.event(
                        body(request), header(request, "Authorization").orElse("")));
    }

    private void page(Exchange exchange) throws IOException {
        String page;
        try {
            page = RunPage.html(api.list(DEFAULT_LIMIT).body());
        } catch (ApiFault impossible) {
            throw new IllegalStateException(impossible);
        }
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, "text/html; charset=utf-8");
        message.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
        message.setBody(page);
    }

    private void serve(String path, String method, String id, Handler handler) {
        from("platform-http:" + path + "?httpMethodRestrict=" + method)
                .routeId(id)
                .process(answering(handler));
    }

    private static Processor answering(Handler handler) {
        return exchange -> {
            ApiAnswer answer;
            try {
                answer = handler.answer(exchange.getMessage());
            } catch (ApiFault e) {
                answer = ApiAnswer.error(e.status(), String.valueOf(e.getMessage()));
            } catch (StoreUnavailableException e) {
                LOG.warn("a request got no answer from the bucket: {}", e.getMessage());
                answer = ApiAnswer.error(ApiAnswer.UNAVAILABLE, String.valueOf(e.getMessage()));
            } catch (IOException | RuntimeException e) {
                LOG.error("a request failed", e);
                answer = ApiAnswer.error(ApiAnswer.INTERNAL, "internal fault, see the log of the service");
            }
            Message message = exchange.getMessage();
            // headers of a request become headers of its answer unless they are removed
            message.removeHeaders("*");
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
            message.setBody(answer.body().toPrettyString() + "\n");
        };
    }

    /** What curl sends by default is taken apart as a form before it gets here. */
    private static void refuseForms(Message request) throws ApiFault {
        if (header(request, Exchange.CONTENT_TYPE).orElse("").startsWith("application/x-www-form-urlencoded")) {
            throw new ApiFault(
                    ApiAnswer.UNSUPPORTED_MEDIA_TYPE,
                    "a form is no pipeline file: send Content-Type: application/yaml or application/json");
        }
    }

    private static String body(Message request) {
        return Optional.ofNullable(request.getBody(String.class)).orElse("");
    }

    private static Optional<String> header(Message request, String name) {
        return Optional.ofNullable(request.getHeader(name, String.class));
    }
}
