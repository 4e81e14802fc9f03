package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code serve} refuses before it starts. */
class ServeCommandTest {
    @Test
    void aPublicEndpointThatIsNoServerIsBadInput(@TempDir Path folder) {
        System.setProperty("mindpress.user", folder.resolve("user").toString());
        CalledCommand called = CalledCommand.of(List.of(
                "serve", "--store", folder.resolve("store").toString(), "--public-endpoint", "ftp://devices.example"));
        assertThat(called.code()).isEqualTo(ExitCode.BAD_INPUT.code());
        assertThat(called.err())
                .contains("--public-endpoint")
                .contains("ftp://devices.example")
                .doesNotContain("Exception");
    }
}
