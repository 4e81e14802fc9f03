package org.mindpress.routes.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.processors.pipeline.PipelineException;
import org.mindpress.processors.pipeline.PipelineProblem;

/**
 * What is wrong with a request, as RFC 9457 wants it told.
 *
 * @param type URI of the kind; {@link #GENERAL} when the status says it all
 * @param status of HTTP
 * @param detail for people: what was expected and what to do
 * @param faults places in the file that was sent, in its order
 * @param parameters what is wrong with each parameter, by name
 * @param headers that go with the answer
 */
public record Problem(
        String type,
        int status,
        String detail,
        List<PipelineProblem> faults,
        SortedMap<String, String> parameters,
        SortedMap<String, String> headers) {
    /** Media type of problems. */
    public static final String MEDIA_TYPE = "application/problem+json";
    /** Kind of the problems that their status describes. */
    public static final String GENERAL = "about:blank";
    /** Kind of the problems of a pipeline file: {@code errors} has each with its place. */
    public static final String PIPELINE = "urn:mindpress:problem:pipeline";

    public Problem {
        faults = List.copyOf(faults);
        parameters = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        headers = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    public static Problem of(int status, String detail) {
        return new Problem(GENERAL, status, detail, List.of(), new TreeMap<>(), new TreeMap<>());
    }

    /** All problems of a pipeline file at once. */
    public static Problem of(PipelineException pipeline) {
        return new Problem(
                PIPELINE,
                ApiAnswer.BAD_REQUEST,
                String.valueOf(pipeline.getMessage()),
                pipeline.problems(),
                new TreeMap<>(),
                new TreeMap<>());
    }

    /**
     * All problems of the parameters of a request at once.
     *
     * @param parameters what is wrong, by name
     */
    public static Problem ofParameters(SortedMap<String, String> parameters) {
        return new Problem(
                GENERAL,
                ApiAnswer.BAD_REQUEST,
                String.join("\n", parameters.values()),
                List.of(),
                parameters,
                new TreeMap<>());
    }

    /** The same with a header. */
    public Problem with(String header, String value) {
        SortedMap<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Problem(type, status, detail, faults, parameters, more);
    }

    String title() {
        return type.equals(PIPELINE) ? "The pipeline file cannot be used" : reason(status);
    }

    /** The answer to a request for that path. */
    ApiAnswer answer(String path) {
        ApiAnswer answer = new ApiAnswer(status, headers, ApiAnswer.Body.json(MEDIA_TYPE, json(path)));
        return answer;
    }

    ObjectNode json(String path) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", type).put("title", title()).put("status", status).put("detail", detail);
        json.put("instance", path);
        if (!faults.isEmpty() || !parameters.isEmpty()) {
            ArrayNode errors = json.putArray("errors");
            parameters.forEach(
                    (name, fault) -> errors.addObject().put("detail", fault).put("parameter", name));
            for (PipelineProblem fault : faults) {
                errors.addObject()
                        .put("detail", fault.message())
                        .put("line", fault.line())
                        .put("column", fault.column());
            }
        }
        return json;
    }

    private static String reason(int status) {
        return io.netty.handler.codec.http.HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
