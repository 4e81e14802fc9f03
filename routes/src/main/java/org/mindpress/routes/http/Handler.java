package org.mindpress.routes.http;

import java.io.IOException;

/** Does what an endpoint is for. Thread-safe. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers one request.
     *
     * @throws ApiFault when the answer is a problem of the caller's or of the service's that has words
     * @throws IOException when the bucket does not answer: 503
     */
    ApiAnswer answer(ApiRequest request) throws IOException, ApiFault;
}
