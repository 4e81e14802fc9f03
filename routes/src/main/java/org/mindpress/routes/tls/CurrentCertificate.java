package org.mindpress.routes.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The certificate that the service shows now; a key store that was replaced is taken without a new start. Thread-safe. */
public final class CurrentCertificate {
    private final KeyStoreFile file;
    private ServerCertificate certificate;
    private String stamp;

    private CurrentCertificate(KeyStoreFile file, ServerCertificate certificate, String stamp) {
        this.file = file;
        this.certificate = certificate;
        this.stamp = stamp;
    }

    /**
     * Opens a key store.
     *
     * @throws IllegalArgumentException naming all that is wrong with it
     */
    public static CurrentCertificate of(KeyStoreFile file) {
        String stamp = stamp(file);
        return new CurrentCertificate(file, file.read(), stamp);
    }

    public synchronized ServerCertificate get() {
        return certificate;
    }

    /**
     * Reads the key store again when it, or the file with its password, was replaced.
     *
     * @param show shows the new one before it counts; may refuse it with an {@link IllegalArgumentException}
     * @return whether another certificate counts from now on
     * @throws IllegalArgumentException once for each state of the files that cannot be used; the certificate so far goes on to count
     */
    public synchronized boolean renew(Consumer<ServerCertificate> show) {
        String now = stamp(file);
        if (now.equals(stamp)) {
            return false;
        }
        stamp = now;
        ServerCertificate read = file.read();
        if (read.sha256().equals(certificate.sha256())) {
            return false;
        }
        show.accept(read);
        certificate = read;
        return true;
    }

    private static String stamp(KeyStoreFile file) {
        return stamp(file.file())
                + file.password().file().map(CurrentCertificate::stamp).orElse("");
    }

    private static String stamp(Path path) {
        try {
            return Files.getLastModifiedTime(path) + " " + Files.size(path) + "\n";
        } catch (IOException gone) {
            return "gone\n";
        }
    }
}
