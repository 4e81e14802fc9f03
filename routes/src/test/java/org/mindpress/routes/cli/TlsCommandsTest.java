package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.routes.access.TokenStore;
import org.mindpress.routes.http.ApiAddress;
import org.mindpress.routes.http.Role;
import org.mindpress.routes.service.Service;
import org.mindpress.routes.service.ServiceSettings;
import org.mindpress.routes.tls.CurrentCertificate;
import org.mindpress.routes.tls.MadeKeyStore;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.embedded.ServiceSecret;

/** Commands as clients of a service that speaks TLS: those of its own user, and those from elsewhere. */
class TlsCommandsTest {
    @TempDir
    private static Path folder = Path.of("");

    private static EmbeddedStore store;
    private static Service service;
    private static MadeKeyStore keys;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("mindpress.user", folder.resolve("user").toString());
        keys = MadeKeyStore.in(folder.resolve("keys"));
        store = EmbeddedStore.open(folder.resolve("store"));
        ServiceSettings settings = ServiceSettings.lasting(
                        folder.resolve("home"), folder.resolve("scratch"), 0, 0, folder.resolve("queue"), "event-token")
                .withAddress(new ApiAddress(
                        ApiAddress.LOOPBACK.address(), Optional.of(CurrentCertificate.of(keys.opened()))));
        service = Service.start(store.settings(), settings, RunListener.NONE, Clock.systemUTC());
        ((EmbeddedStore.Owner) store)
                .announce(
                        service.apiUrl(),
                        service.managementUrl(),
                        service.ownerToken().map(token -> new ServiceSecret(token.text())),
                        service.certificate());
        Files.writeString(
                folder.resolve("token"),
                new TokenStore(service.bucket(), Clock.systemUTC())
                                .create("test", Role.VIEWER, "test")
                                .text()
                        + "\n");
    }

    @AfterAll
    static void stop() throws IOException {
        service.close();
        store.close();
    }

    private static CalledCommand elsewhere(String url, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "pipeline",
                "list",
                "--server",
                url,
                "--token-file",
                folder.resolve("token").toString()));
        words.addAll(List.of(more));
        return CalledCommand.of(words);
    }

    private static String address(String host) {
        return "https://" + host + ":" + service.apiUrl().getPort();
    }

    @Test
    void commandsOfTheSameUserTrustTheCertificateThatTheServiceTellsThem() {
        CalledCommand called = CalledCommand.of(
                List.of("schedule", "list", "--store", folder.resolve("store").toString()));
        assertThat(called.err()).isEmpty();
        assertThat(called.code()).isZero();
    }

    @Test
    void commandsElsewhereTrustAPrivateAuthorityThatIsNamed() {
        CalledCommand trusting =
                elsewhere(address("localhost"), "--server-ca", keys.authority().toString());
        assertThat(trusting.err()).isEmpty();
        assertThat(trusting.code()).isZero();

        CalledCommand strange = elsewhere(address("localhost"));
        assertThat(strange.code()).isEqualTo(ExitCode.COULD_NOT_RUN.code());
        assertThat(strange.err())
                .contains("no trusted connection")
                .contains("no authority that is trusted")
                .contains("--server-ca")
                .doesNotContain("Exception");

        CalledCommand misnamed =
                elsewhere(address("127.0.0.2"), "--server-ca", keys.authority().toString());
        assertThat(misnamed.code()).isEqualTo(ExitCode.COULD_NOT_RUN.code());
    }

    @Test
    void anAuthorityThatIsNoneIsBadInput() {
        for (Path none : List.of(keys.file(), folder.resolve("token"), folder.resolve("nowhere"), folder)) {
            CalledCommand called = elsewhere(address("localhost"), "--server-ca", none.toString());
            assertThat(called.code()).as(none.toString()).isEqualTo(ExitCode.BAD_INPUT.code());
            assertThat(called.err()).startsWith("mindpress: --server-ca: ").contains(none.toString());
        }
    }

    @Test
    void whoForgetsTheSIsToldSo() {
        CalledCommand plain = elsewhere("http://127.0.0.1:" + service.apiUrl().getPort());
        assertThat(plain.code()).isEqualTo(ExitCode.COULD_NOT_RUN.code());
        assertThat(plain.err()).contains("it speaks https");
    }
}
