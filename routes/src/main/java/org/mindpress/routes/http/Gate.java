package org.mindpress.routes.http;

import java.io.IOException;

/** The one place that decides who may come to an endpoint. Thread-safe. */
@FunctionalInterface
public interface Gate {
    /**
     * Lets a request through.
     *
     * @param shown what the request shows of its sender
     * @return who it is from
     * @throws ApiFault 401 when the secret is missing or wrong, 403 when it is not enough or a page does not show that it is ours, 429 after too many failures
     * @throws IOException when the bucket does not answer
     */
    Caller admit(Endpoint endpoint, Credentials shown) throws ApiFault, IOException;
}
