package org.mindpress.routes.service;

import java.util.List;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.Role;

/** The page. Thread-safe. */
final class PageEndpoints implements EndpointSource {
    private static final int RUNS = 50;
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private final RunViews views;

    PageEndpoints(RunViews views) {
        this.views = views;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/", "getPage")
                .role(Role.VIEWER)
                .summary("the newest runs, for people")
                .answers(ApiAnswer.OK, "a page", Content.of("text/html"))
                .by(request -> ApiAnswer.text(
                                ApiAnswer.OK,
                                "text/html; charset=utf-8",
                                RunPage.html(views.list(RunQuery.newest(RUNS))))
                        .with("Content-Security-Policy", POLICY)));
    }
}
