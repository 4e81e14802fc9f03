package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** A command that asks the service of the store. */
abstract class ServiceCommand extends StoreCommand {

    ServiceCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    abstract ExitCode execute(ApiClient service) throws Exception;

    @Override
    final ExitCode execute() throws Exception {
        try (StoreAccess access = StoreAccess.open(store())) {
            ApiClient service = access.client()
                    .orElseThrow(() -> new CommandFault(
                            ExitCode.COULD_NOT_RUN,
                            "no service runs this store, and schedules are its work. Remedy: start mindpress serve"));
            return execute(service);
        }
    }

    /** Path of a schedule. */
    static String schedule(String pipeline) {
        return "/api/schedules/"
                + URLEncoder.encode(pipeline, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
