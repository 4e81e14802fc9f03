package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Optional;

/** A command that asks a service: the one of the store, or the one of {@code --server}. */
abstract class ServiceCommand extends StoreCommand {

    ServiceCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    abstract ExitCode execute(ApiClient service) throws Exception;

    @Override
    boolean worksWithServer() {
        return true;
    }

    @Override
    final ExitCode execute() throws Exception {
        Optional<ApiClient> server = store().server();
        if (server.isPresent()) {
            return execute(server.get());
        }
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
        return "/api/schedules/" + ApiClient.encoded(pipeline);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
