package org.mindpress.routes.service;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;

/**
 * Which runs a page shows.
 *
 * @param limit longest page
 * @param after last run of the page before; empty for the first page
 * @param pipeline only its runs
 * @param status only runs that are so
 */
record RunQuery(int limit, Optional<RunReference> after, Optional<String> pipeline, Optional<String> status) {
    /** Newest first; a page goes on behind its last run, whatever has come or gone since. */
    static final Comparator<RunReference> ORDER =
            Comparator.comparing(RunReference::run).reversed().thenComparing(RunReference::pipeline);

    static final List<String> STATUSES = Stream.concat(
                    Stream.of("WAITING", "RUNNING"),
                    Stream.of(RunStatus.values()).map(Enum::name))
            .toList();
    private static final int MOST = 1000;
    private static final int USUAL = 50;

    static RunQuery newest(int limit) {
        return new RunQuery(limit, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static RunQuery of(ApiRequest request) throws ApiFault {
        Optional<String> after = request.query("after");
        Optional<String> status = request.query("status");
        if (status.isPresent() && !STATUSES.contains(status.get())) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST, "status '" + status.get() + "' is unknown; known are " + STATUSES);
        }
        Optional<String> pipeline = request.query("pipeline");
        if (pipeline.isPresent() && !pipeline.get().matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, "'" + pipeline.get() + "' is no name of a pipeline");
        }
        return new RunQuery(
                limit(request.query("limit")),
                after.isPresent() ? Optional.of(run(after.get())) : Optional.empty(),
                pipeline,
                status);
    }

    private static int limit(Optional<String> text) throws ApiFault {
        if (text.isEmpty()) {
            return USUAL;
        }
        try {
            int limit = Integer.parseInt(text.get());
            if (limit >= 0 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, "limit '" + text.get() + "' is no whole number");
        }
        throw new ApiFault(ApiAnswer.BAD_REQUEST, "limit must be from 0 to " + MOST + ", not " + text.get());
    }

    private static RunReference run(String cursor) throws ApiFault {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int slash = text.indexOf('/');
            return new RunReference(text.substring(slash + 1), new RunId(text.substring(0, Math.max(slash, 0))));
        } catch (IllegalArgumentException e) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST, "after '" + cursor + "' is no end of a page; take it from the page's next");
        }
    }

    /** The same behind a run. */
    RunQuery after(RunReference last) {
        return new RunQuery(limit, Optional.of(last), pipeline, status);
    }

    /** Path and query that ask for it. */
    String link() {
        StringBuilder link = new StringBuilder("/api/runs?limit=").append(limit);
        after.ifPresent(last -> link.append("&after=")
                .append(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString((last.run().text() + "/" + last.pipeline()).getBytes(StandardCharsets.UTF_8))));
        pipeline.ifPresent(name -> link.append("&pipeline=").append(URLEncoder.encode(name, StandardCharsets.UTF_8)));
        status.ifPresent(name -> link.append("&status=").append(name));
        return link.toString();
    }
}
