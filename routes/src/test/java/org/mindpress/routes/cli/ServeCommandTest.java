package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code serve} refuses before it starts. */
class ServeCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void home() {
        System.setProperty("mindpress.user", folder.resolve("user").toString());
    }

    private CalledCommand serve(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "serve", "--store", folder.resolve("store").toString(), "--port", "0", "--management-port", "0"));
        words.addAll(List.of(more));
        CalledCommand called = CalledCommand.of(words);
        assertThat(called.code()).isEqualTo(ExitCode.BAD_INPUT.code());
        assertThat(called.err()).doesNotContain("Exception");
        return called;
    }

    @Test
    void aPublicEndpointThatIsNoServerIsBadInput() {
        assertThat(serve("--public-endpoint", "ftp://devices.example").err())
                .contains("--public-endpoint")
                .contains("ftp://devices.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void otherAddressesThanLoopbackNeedTls(String address) {
        assertThat(serve("--bind", address).err())
                .contains("--bind " + address)
                .contains("plain HTTP")
                .contains("--tls-keystore FILE");
        assertThat(Files.exists(folder.resolve("store")))
                .as("nothing has started")
                .isFalse();
    }

    @Test
    void allThatIsWrongWithAddressAndKeyStoreIsToldAtOnce() {
        Path nowhere = folder.resolve("nowhere.p12");
        assertThat(serve("--bind", "192.0.2.1", "--tls-keystore", nowhere.toString())
                        .err())
                .contains("--bind 192.0.2.1: this machine has no such address")
                .contains("key store " + nowhere + ": there is no such file")
                .contains("MINDPRESS_TLS_PASSWORD");
        assertThat(serve("--tls-password-file", nowhere.toString()).err()).contains("no --tls-keystore");
    }
}
