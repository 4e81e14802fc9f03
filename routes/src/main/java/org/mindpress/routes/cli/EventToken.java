package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The secret that senders of bucket events show: from the environment, else from a file of the user's that is made once. */
final class EventToken {
    static final String VARIABLE = "MINDPRESS_EVENT_TOKEN";
    private static final int BYTES = 24;

    private final Path file;
    private final Map<String, String> environment;

    EventToken(Path home, Map<String, String> environment) {
        this.file = home.resolve("event-token");
        this.environment = Map.copyOf(environment);
    }

    Path file() {
        return file;
    }

    /** The token, when there is one yet. */
    Optional<String> find() throws IOException {
        Optional<String> given = Optional.ofNullable(environment.get(VARIABLE)).filter(token -> !token.isBlank());
        if (given.isPresent()) {
            return given;
        }
        try {
            return Optional.of(Files.readString(file).strip()).filter(token -> !token.isEmpty());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The token; the file is made with mode 600 when there is none. */
    String findOrMake() throws IOException {
        Optional<String> known = find();
        if (known.isPresent()) {
            return known.get();
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(java.nio.ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.UTF_8)));
            return token;
        } catch (FileAlreadyExistsException e) {
            return find().orElseThrow(() -> e);
        }
    }
}
