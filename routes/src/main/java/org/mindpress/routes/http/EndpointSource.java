package org.mindpress.routes.http;

import java.util.List;

/** One concern's rows of the table. */
@FunctionalInterface
public interface EndpointSource {
    List<Endpoint> endpoints();
}
