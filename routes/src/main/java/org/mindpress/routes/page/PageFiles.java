package org.mindpress.routes.page;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.mindpress.storage.Sha256;

/**
 * Serves the page: {@code /} and what it loads below {@code /page/}. They hold no data, so nobody is asked for a token; the REST interface
 * asks. Nothing comes from another host, and the policy of each answer has the browser see to that. Immutable and thread-safe.
 */
public final class PageFiles {
    /** All files of the page. A test holds this list to the folder. */
    static final List<String> FILES = List.of(
            "index.html",
            "style.css",
            "app.js",
            "api.js",
            "charts.js",
            "dom.js",
            "drift.js",
            "fire-times.js",
            "log.js",
            "models.js",
            "overview.js",
            "pipelines.js",
            "releases.js",
            "run.js",
            "runs.js",
            "schedule-editor.js",
            "schedules.js",
            "sign-in.js",
            "stages.js");

    private static final String INDEX = "index.html";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8");
    private static final int NOT_MODIFIED = 304;

    private PageFiles() {}

    /** Adds the files to a server. */
    public static void serve(Router router) {
        for (String file : FILES) {
            add(router, file.equals(INDEX) ? "/" : "/page/" + file, file, "/org/mindpress/routes/page/" + file);
        }
        for (String file : List.of("uPlot.esm.js", "uPlot.min.css")) {
            add(router, "/page/" + file, file, UPLOT + file);
        }
    }

    private static void add(Router router, String path, String name, String resource) {
        byte[] content = content(resource);
        String etag = "\"" + Sha256.of(content) + "\"";
        String mediaType =
                MEDIA_TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
        router.route(HttpMethod.GET, path).handler(request -> answer(request, content, etag, mediaType));
    }

    private static void answer(RoutingContext request, byte[] content, String etag, String mediaType) {
        HttpServerResponse response = request.response()
                .putHeader("ETag", etag)
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin");
        if (etag.equals(request.request().getHeader("If-None-Match"))) {
            response.setStatusCode(NOT_MODIFIED).end();
        } else {
            response.putHeader("Content-Type", mediaType).end(Buffer.buffer(content));
        }
    }

    private static byte[] content(String resource) {
        try (InputStream stream = PageFiles.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("a file of the page is missing from the class path: " + resource);
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("a file of the page cannot be read: " + resource, e);
        }
    }
}
