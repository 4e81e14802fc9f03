package org.mindpress.routes.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mindpress.routes.tls.ServerTrust;

/** Where a service elsewhere is and what it is shown. A token never stands on the command line, which other users of a machine can see. */
final class ServerAddress {
    private static final String TOKEN = "MINDPRESS_TOKEN";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private ServerAddress() {}

    static ApiClient client(
            String url, Optional<Path> tokenFile, Optional<Path> authorities, Map<String, String> environment)
            throws CommandFault {
        try {
            return new ApiClient(
                    address(url), token(tokenFile, environment), authorities.map(ServerTrust::authorities));
        } catch (IllegalArgumentException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, "--server-ca: " + e.getMessage(), e);
        }
    }

    private static URI address(String text) throws CommandFault {
        try {
            URI url = URI.create(text.endsWith("/") ? text : text + "/");
            String host = Optional.ofNullable(url.getHost()).orElse("");
            boolean safe =
                    "https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && LOOPBACK.contains(host));
            if (safe && !host.isEmpty() && url.getUserInfo() == null && url.getQuery() == null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, "--server '" + text + "' is no URL: " + e.getMessage(), e);
        }
        throw new CommandFault(
                ExitCode.BAD_INPUT,
                "--server takes https://HOST:PORT, or http:// of this machine, as a token goes with each request; not '"
                        + text + "'");
    }

    private static Optional<String> token(Optional<Path> file, Map<String, String> environment) throws CommandFault {
        if (file.isEmpty()) {
            return Optional.ofNullable(environment.get(TOKEN))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty());
        }
        try {
            String text = Files.readString(file.get()).strip();
            if (text.isEmpty() || text.chars().anyMatch(character -> character <= ' ' || character > '~')) {
                throw new CommandFault(
                        ExitCode.BAD_INPUT, file.get() + " holds no token; mindpress token create prints one");
            }
            return Optional.of(text);
        } catch (IOException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, "token file " + file.get() + " cannot be read", e);
        }
    }
}
