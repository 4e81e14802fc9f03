package org.mindpress.routes.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyStoreFileTest {
    private static MadeKeyStore made;

    @TempDir
    private Path folder;

    @BeforeAll
    static void make(@TempDir Path folder) throws Exception {
        made = MadeKeyStore.in(folder);
    }

    private interface Change {
        void on(KeyStore store, KeyStore other) throws Exception;
    }

    /** The made store after a change. */
    private KeyStoreFile changed(Change change) throws Exception {
        char[] password = MadeKeyStore.PASSWORD.toCharArray();
        KeyStore store = KeyStore.getInstance(made.file().toFile(), password);
        KeyStore copy = KeyStore.getInstance("PKCS12");
        copy.load(null, null);
        change.on(store, copy);
        Path file = folder.resolve("changed.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            copy.store(out, password);
        }
        return new KeyStoreFile(file, MadeKeyStore.password(MadeKeyStore.PASSWORD));
    }

    private static void refused(KeyStoreFile file, String... words) {
        assertThatThrownBy(file::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining(MadeKeyStore.PASSWORD);
    }

    @Test
    void knowsTheHostsTheEndAndNoSecretInItsText() {
        ServerCertificate certificate = made.opened().read();
        assertThat(certificate.names())
                .containsExactlyInAnyOrder(
                        "localhost", "press.example", "*.wild.example", "127.0.0.1", "fe80:0:0:0:0:0:0:1");
        assertThat(certificate.sha256()).matches("[0-9a-f]{64}");
        assertThat(certificate.toString()).contains("CN=service").doesNotContain("EC", "key");
        assertThat(made.opened().toString()).doesNotContain(MadeKeyStore.PASSWORD);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "press.example, true",
        "PRESS.example., true",
        "other.example, false",
        "one.wild.example, true",
        "two.one.wild.example, false",
        "wild.example, false",
        "127.0.0.1, true",
        "127.0.0.2, false",
        "[fe80::1], true",
        "[fe80::2], false",
        "'', false",
        "*, false"
    })
    void standsForItsHostsOnly(String host, boolean stands) {
        assertThat(made.opened().read().stands(host)).isEqualTo(stands);
    }

    @Test
    void warnsBeforeItsTimeTwoWeeksBeforeItsEndAndAfterIt() {
        ServerCertificate certificate = made.opened().read();
        Instant end = certificate.end();
        assertThat(certificate.warning(end.minus(Duration.ofDays(15)))).isEmpty();
        assertThat(certificate.warning(end.minus(Duration.ofDays(13))).orElseThrow())
                .contains("in 13 days");
        assertThat(certificate.warning(end).orElseThrow()).contains("ended at").contains("Remedy");
        assertThat(certificate.warning(Instant.EPOCH).orElseThrow()).contains("counts from");
    }

    @Test
    void tellsOfAMissingFileAndAMissingPasswordTogether() {
        Path nowhere = folder.resolve("nowhere.p12");
        refused(
                new KeyStoreFile(nowhere, KeyStorePassword.of(Optional.empty(), Map.of())),
                nowhere + ": there is no such file",
                KeyStorePassword.VARIABLE,
                "--tls-password-file");
    }

    @Test
    void tellsAWrongPasswordFromAFileOfAnotherKind() throws Exception {
        refused(
                new KeyStoreFile(made.file(), MadeKeyStore.password("wrong")),
                "the password in " + KeyStorePassword.VARIABLE + " is wrong");
        refused(new KeyStoreFile(made.authority(), MadeKeyStore.password("any")), "no PKCS12", "openssl pkcs12");
        Path empty = Files.createFile(folder.resolve("empty"));
        refused(new KeyStoreFile(empty, MadeKeyStore.password("any")), "no PKCS12");
        Path cut = Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(Files.readAllBytes(made.file()), 700));
        refused(new KeyStoreFile(cut, MadeKeyStore.password(MadeKeyStore.PASSWORD)), "no PKCS12");
        refused(new KeyStoreFile(folder, MadeKeyStore.password("any")), "there is no such file");
    }

    @Test
    void wantsExactlyOneKeyWithACertificateThatNamesAHost() throws Exception {
        char[] password = MadeKeyStore.PASSWORD.toCharArray();
        refused(
                changed((store, copy) -> copy.setCertificateEntry("only", store.getCertificate("service"))),
                "holds no private key");
        refused(
                changed((store, copy) -> {
                    for (String alias : new String[] {"one", "two"}) {
                        copy.setKeyEntry(
                                alias,
                                store.getKey("service", password),
                                password,
                                store.getCertificateChain("service"));
                    }
                }),
                "2 private keys",
                "[one, two]");
        refused(
                changed((store, copy) -> copy.setKeyEntry(
                        "service",
                        store.getKey("service", password),
                        password,
                        // the authority names no host
                        new java.security.cert.Certificate[] {store.getCertificateChain("service")[1]})),
                "names no host");
    }

    @Test
    void takesThePasswordFromAFileOfItsOwnerOnly() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), MadeKeyStore.PASSWORD + "\n");
        KeyStoreFile file = new KeyStoreFile(
                made.file(), KeyStorePassword.of(Optional.of(password), Map.of("MINDPRESS_TLS_PASSWORD", "no")));
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r-----"));
        refused(file, "password file " + password + " is open to others", "chmod 600");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("r--------"));
        assertThat(file.read().subject()).isEqualTo("CN=service");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(password, "\n");
        refused(file, "must hold one line");
        Files.writeString(password, "wrong");
        refused(file, "the password in " + password + " is wrong");
        Files.delete(password);
        refused(file, "password file " + password, "no such file");
    }

    @Test
    void aReplacedFileCountsOnceItCanBeUsed() throws Exception {
        Path file = Files.copy(made.file(), folder.resolve("mine.p12"));
        CurrentCertificate current =
                CurrentCertificate.of(new KeyStoreFile(file, MadeKeyStore.password(MadeKeyStore.PASSWORD)));
        String first = current.get().sha256();
        assertThat(current.renew(next -> {})).isFalse();

        Files.writeString(file, "half a file");
        assertThatThrownBy(() -> current.renew(next -> {})).hasMessageContaining("no PKCS12");
        assertThat(current.renew(next -> {})).as("told once only").isFalse();
        assertThat(current.get().sha256()).isEqualTo(first);

        Files.copy(
                MadeKeyStore.otherIn(folder.resolve("other")).file(),
                file,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(current.renew(next -> {})).isTrue();
        assertThat(current.get().sha256()).isNotEqualTo(first);
    }
}
