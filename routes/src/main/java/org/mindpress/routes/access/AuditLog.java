package org.mindpress.routes.access;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.function.Consumer;
import org.mindpress.routes.http.Audit;
import org.mindpress.routes.http.Caller;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.HttpVerb;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each request that may change something and for each that was refused with what it had shown: when, who, what, result. Never a
 * query, a body or a secret. Thread-safe when its sink is.
 */
public final class AuditLog implements Audit {
    private static final Logger LOG = LoggerFactory.getLogger("org.mindpress.audit");
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    private final Clock clock;
    private final Consumer<String> sink;

    AuditLog(Clock clock, Consumer<String> sink) {
        this.clock = clock;
        this.sink = sink;
    }

    /** To the file of the logger {@code org.mindpress.audit}. */
    public static AuditLog ofProcess(Clock clock) {
        return new AuditLog(clock, line -> LOG.info("{}", line));
    }

    @Override
    public void answered(Endpoint endpoint, String path, Caller caller, int status) {
        if (!matters(endpoint, caller, status)) {
            return;
        }
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("at", clock.instant().toString());
        line.put("who", caller.name());
        line.put("credential", caller.credential());
        line.put("operation", endpoint.operation());
        line.put("method", endpoint.verb().name());
        line.put("path", path);
        line.put("status", status);
        sink.accept(line.toString());
    }

    /** Nobody without a token can fill the log: what comes after too many failures, and looks without any token, say nothing new. */
    private static boolean matters(Endpoint endpoint, Caller caller, int status) {
        if (status == TOO_MANY || (status == UNAUTHORIZED && caller.equals(Caller.UNKNOWN))) {
            return false;
        }
        return endpoint.verb() != HttpVerb.GET || status == UNAUTHORIZED || status == FORBIDDEN;
    }
}
