package org.mindpress.routes.webhook;

import java.net.URI;
import java.util.Set;

/**
 * Who is told. No text form shows the address, which may itself be a secret, or the secret.
 *
 * @param name for logs and lists
 * @param url where messages are posted: https, or http on this machine
 * @param events that are told
 * @param secret that signs the messages
 */
public record WebhookTarget(String name, URI url, Set<WebhookEvent> events, String secret) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    public WebhookTarget {
        events = Set.copyOf(events);
        if (!mayBeCalled(url)) {
            throw new IllegalArgumentException(
                    "webhook " + name + ": the address must be https, or http on this machine");
        }
        if (secret.isBlank() || events.isEmpty()) {
            throw new IllegalArgumentException("webhook " + name + ": needs a secret and events");
        }
    }

    static boolean mayBeCalled(URI url) {
        String host = url.getHost() == null ? "" : url.getHost();
        return !host.isEmpty()
                && url.getUserInfo() == null
                && ("https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && LOOPBACK.contains(host)));
    }

    @Override
    public String toString() {
        return "WebhookTarget[name=" + name + ", events=" + events + ", address and secret hidden]";
    }
}
