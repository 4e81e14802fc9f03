package org.mindpress.routes.http;

import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.function.Supplier;
import org.mindpress.storage.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of every request to its handler: gate, row of the table, handler, faults into problems, audit. Thread-safe; blocks. */
final class FrontDoor {
    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

    private final Gate gate;
    private final Audit audit;

    FrontDoor(Gate gate, Audit audit) {
        this.gate = gate;
        this.audit = audit;
    }

    /** Whether somebody who was let in would still be; true while that cannot be found out. */
    boolean admits(Endpoint endpoint, Credentials shown) {
        try {
            gate.admit(endpoint, shown);
            return true;
        } catch (ApiFault e) {
            return false;
        } catch (IOException e) {
            LOG.warn("whether a client may go on to listen is not known now: {}", e.getMessage());
            return true;
        }
    }

    ApiAnswer answer(Endpoint endpoint, HttpServerRequest request, Supplier<String> body) {
        String path = request.path();
        Credentials shown = Credentials.of(request);
        Caller caller = shown.none() ? Caller.UNKNOWN : Caller.REFUSED;
        ApiAnswer answer;
        try {
            caller = gate.admit(endpoint, shown);
            answer = endpoint.handler().answer(RequestReader.read(endpoint, caller, request, body.get()));
        } catch (ApiFault e) {
            answer = e.problem().answer(path);
        } catch (StoreUnavailableException e) {
            LOG.warn("a request got no answer from the bucket: {}", e.getMessage());
            answer = Problem.of(ApiAnswer.UNAVAILABLE, String.valueOf(e.getMessage()))
                    .answer(path);
        } catch (IOException | RuntimeException e) {
            LOG.error("a request failed", e);
            answer = Problem.of(ApiAnswer.INTERNAL, "internal fault, see the log of the service")
                    .answer(path);
        }
        audit.answered(endpoint, path, caller, answer.status());
        return answer;
    }
}
