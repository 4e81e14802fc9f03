package org.mindpress.routes.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a service elsewhere is and what it is shown. A token never stands on the command line, which other users of a machine can see. */
final class ServerAddress {
    private static final String TOKEN = "MINDPRESS_TOKEN";

    private ServerAddress() {}

    static ApiClient client(String url, Optional<Path> tokenFile, Map<String, String> environment) throws CommandFault {
        return new ApiClient(address(url), token(tokenFile, environment));
    }

    private static URI address(String text) throws CommandFault {
        try {
            URI url = URI.create(text.endsWith("/") ? text : text + "/");
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, "--server '" + text + "' is no URL: " + e.getMessage(), e);
        }
        throw new CommandFault(
                ExitCode.BAD_INPUT, "--server takes http://HOST:PORT or https://HOST:PORT, not '" + text + "'");
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
