package org.mindpress.routes.service;

import java.util.Optional;
import java.util.regex.Pattern;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Problem;

/** What a request for a change must show so that nobody overwrites what they have not seen: {@code If-Match}, {@code If-None-Match}. */
final class PipelineConditions {
    private static final Pattern COMMAS = Pattern.compile(",");

    private PipelineConditions() {}

    /**
     * Lets a change pass or says what is missing.
     *
     * @param name of the pipeline
     * @param etag of what is there; empty when there is nothing
     */
    static void require(ApiRequest request, String name, Optional<String> etag) throws ApiFault {
        Optional<String> match = request.header("If-Match");
        Optional<String> noneMatch = request.header("If-None-Match");
        if (etag.isEmpty()) {
            if (match.isPresent()) {
                throw new ApiFault(
                        ApiAnswer.PRECONDITION_FAILED,
                        "there is no pipeline '" + name + "': to create it leave If-Match out");
            }
            return;
        }
        if (noneMatch.filter(value -> names(value, etag.get())).isPresent()) {
            throw failed("pipeline '" + name + "' is there already", etag.get());
        }
        if (match.isEmpty()) {
            throw new ApiFault(Problem.of(
                            ApiAnswer.PRECONDITION_REQUIRED,
                            "pipeline '" + name
                                    + "' is there: read it and send its ETag as If-Match, so that nobody's change is lost")
                    .with("ETag", etag.get()));
        }
        if (!names(match.get(), etag.get())) {
            throw changed(name, etag.get());
        }
    }

    /** Somebody else was faster. */
    static ApiFault changed(String name, String etag) {
        return failed("pipeline '" + name + "' was changed meanwhile: read it again and decide again", etag);
    }

    private static ApiFault failed(String detail, String etag) {
        return new ApiFault(Problem.of(ApiAnswer.PRECONDITION_FAILED, detail).with("ETag", etag));
    }

    /** Whether a header names an ETag or is {@code *}. */
    static boolean names(String header, String etag) {
        return COMMAS.splitAsStream(header)
                .map(String::strip)
                .anyMatch(value -> value.equals("*") || value.equals(etag) || value.equals("W/" + etag));
    }
}
