package org.mindpress.routes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.routes.tls.CurrentCertificate;
import org.mindpress.routes.tls.MadeKeyStore;

class ApiAddressTest {
    private static Optional<CurrentCertificate> certificate;

    @BeforeAll
    static void make(@TempDir Path folder) throws Exception {
        certificate = Optional.of(CurrentCertificate.of(MadeKeyStore.in(folder).opened()));
    }

    private static ApiAddress encrypted(String address) throws Exception {
        return new ApiAddress(InetAddress.getByName(address), certificate);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.1.2.3", "fe80::1"})
    void beyondThisMachineThereIsNoPlainHttp(String address) throws Exception {
        InetAddress elsewhere = InetAddress.getByName(address);
        assertThatThrownBy(() -> new ApiAddress(elsewhere, Optional.empty()))
                .hasMessageContaining("--tls-keystore")
                .hasMessageContaining("--bind");
        assertThat(new ApiAddress(elsewhere, certificate).isEncrypted()).isTrue();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "127.0.0.1:7450, true",
        "LOCALHOST:7450, true",
        "localhost, true",
        "[::1]:7450, true",
        "localhost:7451, false",
        "press.example:7450, false",
        "127.0.0.1.evil.example:7450, false",
        "'', false"
    })
    void withoutACertificateItAnswersToThisMachineOnly(String host, boolean answers) {
        assertThat(ApiAddress.LOOPBACK.answersTo(host, 7450)).isEqualTo(answers);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "127.0.0.1:7450, true",
        "press.example:7450, true",
        "press.example, true",
        "press.example:443, true",
        "one.wild.example:7450, true",
        "[fe80::1]:7450, true",
        "10.1.2.3:7450, true",
        "10.1.2.4:7450, false",
        "evil.example:7450, false",
        "press.example.evil.example, false"
    })
    void withACertificateItAlsoAnswersToWhatThatStandsFor(String host, boolean answers) throws Exception {
        assertThat(encrypted("10.1.2.3").answersTo(host, 7450)).isEqualTo(answers);
    }

    @Test
    void thisMachineReachesItAtItsAddressOthersByTheNameOfTheCertificate() throws Exception {
        assertThat(ApiAddress.LOOPBACK.url(1)).isEqualTo(URI.create("http://127.0.0.1:1"));
        assertThat(ApiAddress.LOOPBACK.publicUrl(1)).isEqualTo(URI.create("http://127.0.0.1:1"));
        assertThat(encrypted("127.0.0.1").publicUrl(1)).isEqualTo(URI.create("https://127.0.0.1:1"));
        assertThat(encrypted("0.0.0.0").url(1)).isEqualTo(URI.create("https://127.0.0.1:1"));
        assertThat(encrypted("0.0.0.0").publicUrl(1)).isEqualTo(URI.create("https://press.example:1"));
        assertThat(encrypted("::1").url(1)).isEqualTo(URI.create("https://[0:0:0:0:0:0:0:1]:1"));
        assertThat(encrypted("10.1.2.3").url(1)).isEqualTo(URI.create("https://10.1.2.3:1"));
    }
}
