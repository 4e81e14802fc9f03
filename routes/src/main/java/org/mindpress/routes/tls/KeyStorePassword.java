package org.mindpress.routes.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the password of a key store is: in a file that only its owner can read, or in {@value #VARIABLE}. Never on a command line, which other users of
 * a machine can see. No text form shows it. Thread-safe.
 */
public final class KeyStorePassword {
    /** Environment variable with the password. */
    public static final String VARIABLE = "MINDPRESS_TLS_PASSWORD";

    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Optional<Path> file;
    private final Optional<String> variable;

    private KeyStorePassword(Optional<Path> file, Optional<String> variable) {
        this.file = file;
        this.variable = variable;
    }

    /** In a file when one is named, else in the environment. */
    public static KeyStorePassword of(Optional<Path> file, Map<String, String> environment) {
        return new KeyStorePassword(
                file, Optional.ofNullable(environment.get(VARIABLE)).filter(text -> !text.isEmpty()));
    }

    /** For messages. */
    String place() {
        return file.map(Path::toString).orElse(VARIABLE);
    }

    Optional<Path> file() {
        return file;
    }

    /**
     * The password, for the caller to wipe.
     *
     * @throws IllegalArgumentException when there is none, or when others can read it too
     */
    char[] read() {
        if (file.isPresent()) {
            return read(file.get());
        }
        return variable.orElseThrow(() -> new IllegalArgumentException("the password of the key store is missing: set "
                        + VARIABLE + ", or name a file that holds it with --tls-password-file"))
                .toCharArray();
    }

    private static char[] read(Path file) {
        try {
            if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
                throw new IllegalArgumentException(
                        "password file " + file + " is open to others than its owner. Remedy: chmod 600 " + file);
            }
            String text = Files.readString(file).replaceFirst("\\R$", "");
            if (text.isEmpty() || text.lines().count() > 1) {
                throw new IllegalArgumentException("password file " + file + " must hold one line, the password");
            }
            return text.toCharArray();
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("password file " + file + ": there is no such file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("password file " + file + " cannot be read by this user", e);
        }
    }

    @Override
    public String toString() {
        return "KeyStorePassword[in " + place() + "]";
    }
}
