package org.mindpress.routes.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;

/** What a stream of server-sent events tells. Asked once a second, never twice at once. */
@FunctionalInterface
public interface EventFeed {
    /** The news since the last call; empty when there are none. The first call tells where things stand. */
    Optional<Event> next() throws IOException;

    /**
     * One event.
     *
     * @param name for the client's listener, one word
     * @param data JSON
     * @param last whether the stream ends with it
     */
    record Event(String name, JsonNode data, boolean last) {
        public Event {
            if (!name.matches("[a-z]+")) {
                throw new IllegalArgumentException("an event's name is one lower-case word, not " + name);
            }
        }

        /** As the stream carries it. */
        String text() {
            return "event: " + name + "\ndata: " + data + "\n\n";
        }
    }
}
