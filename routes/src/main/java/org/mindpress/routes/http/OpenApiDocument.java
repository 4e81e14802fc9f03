package org.mindpress.routes.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** The table as OpenAPI 3.1. Equal tables give equal bytes. */
public final class OpenApiDocument {
    private static final List<Integer> PROBLEMS_OF_ALL = List.of(
            ApiAnswer.UNAUTHORIZED,
            ApiAnswer.FORBIDDEN,
            ApiAnswer.TOO_MANY_REQUESTS,
            ApiAnswer.INTERNAL,
            ApiAnswer.UNAVAILABLE);
    private static final String PROBLEM = "Problem";
    private static final String TOKEN = "token";
    private static final String EVENT_TOKEN = "eventToken";

    private final EndpointTable table;
    private final ApiSchemas schemas = new ApiSchemas();

    private OpenApiDocument(EndpointTable table) {
        this.table = table;
    }

    public static ObjectNode of(EndpointTable table) {
        return new OpenApiDocument(table).document();
    }

    private ObjectNode document() {
        ObjectNode document = object().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "mindpress")
                .put("version", "1")
                .put("description", "What a mindpress service answers to. All problems are RFC 9457 documents.");
        ObjectNode paths = document.putObject("paths");
        schemas.add(PROBLEM);
        table.endpoints().stream()
                .sorted(Comparator.comparing(
                                (Endpoint endpoint) -> endpoint.path().text())
                        .thenComparing(Endpoint::verb))
                .forEach(endpoint -> paths.withObjectProperty(endpoint.path().text())
                        .set(endpoint.verb().name().toLowerCase(Locale.ROOT), operation(endpoint)));
        ObjectNode components = document.putObject("components");
        ObjectNode named = components.putObject("schemas");
        schemas.all().forEach(named::set);
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject(TOKEN)
                .put("type", "http")
                .put("scheme", "bearer")
                .put(
                        "description",
                        "a token of mindpress token create; x-role is the least role it needs: viewer, operator, approver");
        schemes.putObject(EVENT_TOKEN)
                .put("type", "http")
                .put("scheme", "bearer")
                .put("description", "the secret of those who send bucket events; mindpress store tells where it is");
        components
                .putObject("responses")
                .set(PROBLEM, answer("what is wrong with the request, or why the service cannot", problem()));
        return document;
    }

    private ObjectNode operation(Endpoint endpoint) {
        ObjectNode operation = object().put("operationId", endpoint.operation()).put("summary", endpoint.summary());
        if (!endpoint.parameters().isEmpty()) {
            ArrayNode parameters = operation.putArray("parameters");
            endpoint.parameters()
                    .forEach(parameter -> parameters
                            .addObject()
                            .put("name", parameter.name())
                            .put("in", parameter.in().spelling())
                            .put("required", parameter.required())
                            .put("description", parameter.description())
                            .set("schema", object().put("type", "string")));
        }
        endpoint.takes()
                .ifPresent(takes ->
                        operation.putObject("requestBody").put("required", true).set("content", content(takes)));
        ArrayNode security = operation.putArray("security");
        if (endpoint.admission() instanceof Admission.Least least) {
            security.addObject().putArray(TOKEN);
            operation.put("x-role", least.role().spelling());
        } else if (endpoint.admission() instanceof Admission.OwnSecret) {
            security.addObject().putArray(EVENT_TOKEN);
        }
        ObjectNode responses = operation.putObject("responses");
        endpoint.answers()
                .forEach((status, answer) -> responses.set(
                        Integer.toString(status),
                        answer.content()
                                .map(content -> answer(answer.description(), content))
                                .orElseGet(() -> object().put("description", answer.description()))));
        for (int status : problems(endpoint)) {
            responses.putObject(Integer.toString(status)).put("$ref", "#/components/responses/" + PROBLEM);
        }
        return operation;
    }

    private static SortedSet<Integer> problems(Endpoint endpoint) {
        SortedSet<Integer> statuses = new TreeSet<>(PROBLEMS_OF_ALL);
        if (endpoint.admission() instanceof Admission.Open) {
            statuses.removeAll(List.of(ApiAnswer.UNAUTHORIZED, ApiAnswer.TOO_MANY_REQUESTS));
        }
        statuses.addAll(endpoint.problems());
        if (endpoint.parameters().stream().anyMatch(parameter -> parameter.in() == Parameter.Place.QUERY)) {
            statuses.add(ApiAnswer.BAD_REQUEST);
        }
        if (!endpoint.path().names().isEmpty()) {
            statuses.add(ApiAnswer.NOT_FOUND);
        }
        if (endpoint.takes().isPresent()) {
            statuses.add(ApiAnswer.BAD_REQUEST);
            statuses.add(ApiAnswer.PAYLOAD_TOO_LARGE);
            statuses.add(ApiAnswer.UNSUPPORTED_MEDIA_TYPE);
        }
        return statuses;
    }

    private ObjectNode answer(String description, Content content) {
        ObjectNode answer = object().put("description", description);
        answer.set("content", content(content));
        return answer;
    }

    private static Content problem() {
        return new Content(List.of(Problem.MEDIA_TYPE), java.util.Optional.of(PROBLEM));
    }

    private ObjectNode content(Content content) {
        ObjectNode node = object();
        for (String mediaType : content.mediaTypes()) {
            ObjectNode schema = node.putObject(mediaType).putObject("schema");
            if (content.schema().isPresent() && mediaType.endsWith("json")) {
                schemas.add(content.schema().get());
                schema.put("$ref", ApiSchemas.reference(content.schema().get()));
            } else {
                schema.put("type", "string");
            }
        }
        return node;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The document as it is served and kept in {@code docs/openapi.json}. */
    public static String text(EndpointTable table) {
        return of(table).toPrettyString() + "\n";
    }
}
