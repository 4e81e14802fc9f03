package org.mindpress.routes.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key store whose certificate a small authority of its own has signed, made with the JDK's keytool.
 *
 * @param file PKCS12 with key and chain
 * @param authority PEM with the certificate of the authority
 */
public record MadeKeyStore(Path file, Path authority) {
    public static final String PASSWORD = "only-in-tests";
    private static final String NAMES =
            "san=dns:localhost,dns:press.example,dns:*.wild.example,ip:127.0.0.1,ip:fe80::1";

    /** Contents of those made so far: keytool is a process of its own each time. */
    private static final List<byte[][]> KNOWN = new ArrayList<>();

    /** Good for 90 days; always the same within a process. */
    public static MadeKeyStore in(Path folder) throws IOException, InterruptedException {
        return copy(0, folder);
    }

    /** One of another authority. */
    public static MadeKeyStore otherIn(Path folder) throws IOException, InterruptedException {
        return copy(1, folder);
    }

    private static MadeKeyStore copy(int number, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        synchronized (KNOWN) {
            while (KNOWN.size() <= number) {
                MadeKeyStore made = make(Files.createTempDirectory(folder, "made"));
                KNOWN.add(new byte[][] {Files.readAllBytes(made.file), Files.readAllBytes(made.authority)});
            }
            byte[][] known = KNOWN.get(number);
            return new MadeKeyStore(
                    Files.write(folder.resolve("service.p12"), known[0]),
                    Files.write(folder.resolve("authority.pem"), known[1]));
        }
    }

    private static MadeKeyStore make(Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve("service.p12");
        Path authority = folder.resolve("authority.pem");
        keytool(file, "-genkeypair", "-alias", "authority", "-dname", "CN=test authority", "-ext", "bc:c");
        keytool(file, "-exportcert", "-alias", "authority", "-rfc", "-file", authority.toString());
        keytool(
                file,
                "-genkeypair",
                "-alias",
                "service",
                "-dname",
                "CN=service",
                "-signer",
                "authority",
                "-ext",
                NAMES);
        keytool(file, "-delete", "-alias", "authority");
        return new MadeKeyStore(file, authority);
    }

    private static void keytool(Path file, String command, String... more) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), command));
        if (command.equals("-genkeypair")) {
            words.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
        words.addAll(List.of(more));
        words.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(words + ": " + said);
        }
    }

    public KeyStoreFile opened() {
        return new KeyStoreFile(file, password(PASSWORD));
    }

    static KeyStorePassword password(String text) {
        return KeyStorePassword.of(Optional.empty(), Map.of(KeyStorePassword.VARIABLE, text));
    }
}
