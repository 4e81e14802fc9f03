package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Calls the REST interface of a press. */
record ApiCalls(SmallPress press) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What it answered. */
    record Answer(int status, JsonNode body) {
        String error() {
            return body.path("detail").asText();
        }
    }

    Answer get(String path) throws Exception {
        return send(HttpRequest.newBuilder(press.api(path)));
    }

    Answer post(String path, String type, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(press.api(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    Answer send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = plain(request);
        return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    }

    HttpResponse<String> plain(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
