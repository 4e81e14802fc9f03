package org.mindpress.routes.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * All endpoints of the REST interface.
 *
 * @param endpoints in the order of their sources
 */
public record EndpointTable(List<Endpoint> endpoints) {
    public EndpointTable {
        endpoints = List.copyOf(endpoints);
        Set<String> operations = new HashSet<>();
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint one = endpoints.get(i);
            if (!operations.add(one.operation())) {
                throw new IllegalArgumentException("two endpoints are called " + one.operation());
            }
            for (Endpoint other : endpoints.subList(0, i)) {
                if (one.verb() == other.verb() && one.path().meets(other.path())) {
                    throw new IllegalArgumentException(one.verb() + " "
                            + one.path().text() + " and " + other.path().text() + " may be the same request");
                }
            }
        }
    }

    public static EndpointTable of(List<? extends EndpointSource> sources) {
        List<Endpoint> all = new ArrayList<>();
        sources.forEach(source -> all.addAll(source.endpoints()));
        return new EndpointTable(all);
    }

    /** This table and, last, {@code GET /api/openapi.json}, which describes all of it. */
    EndpointTable withDocument() {
        Endpoint.Draft row = Endpoint.get("/api/openapi.json", "getOpenApi")
                .role(Role.VIEWER)
                .summary("this document")
                .answers(ApiAnswer.OK, "OpenAPI 3.1", Content.of(Content.JSON));
        List<Endpoint> all = new ArrayList<>(endpoints);
        all.add(row.by(request -> ApiAnswer.empty(ApiAnswer.OK)));
        byte[] document = OpenApiDocument.text(new EndpointTable(all)).getBytes(StandardCharsets.UTF_8);
        all.set(endpoints.size(), row.by(request -> ApiAnswer.bytes(ApiAnswer.OK, Content.JSON, document)));
        return new EndpointTable(all);
    }

    /** Methods that a path takes, sorted; none when it is no path of ours. */
    SortedSet<String> allowed(String path) {
        SortedSet<String> verbs = new TreeSet<>();
        for (Endpoint endpoint : endpoints) {
            if (endpoint.path().match(path).isPresent()) {
                verbs.add(endpoint.verb().name());
            }
        }
        return verbs;
    }
}
