package org.mindpress.routes.http;

import java.io.IOException;

/** The one place that decides who may come to an endpoint. Thread-safe. */
@FunctionalInterface
public interface Gate {
    /**
     * Lets a request through.
     *
     * @param authorization header of that name; empty when there is none
     * @param remote address of the other end
     * @return who it is from
     * @throws ApiFault 401 when the secret is missing or wrong, 403 when it is not enough, 429 after too many failures
     * @throws IOException when the bucket does not answer
     */
    Caller admit(Endpoint endpoint, String authorization, String remote) throws ApiFault, IOException;
}
