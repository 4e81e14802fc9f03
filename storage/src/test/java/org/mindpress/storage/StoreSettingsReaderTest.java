package org.mindpress.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of an external store, as users give them. */
final class StoreSettingsReaderTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("MINDPRESS_S3_ACCESS_KEY", "account", "MINDPRESS_S3_SECRET_KEY", "very-secret-key");
    private static final String URL = "http://127.0.0.1:9000";

    @TempDir
    Path folder;

    private static StoreSettings read(
            String url, String bucket, Optional<Path> keyFile, Map<String, String> variables) {
        return StoreSettingsReader.read(url, bucket, "us-east-1", keyFile, variables);
    }

    private Path keyFile(String content, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve("keys.json"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void keysComeFromTheEnvironment() {
        StoreSettings settings = read(URL, "models", Optional.empty(), ENVIRONMENT);
        assertThat(settings.credentials()).isEqualTo(new StoreCredentials("account", "very-secret-key"));
        assertThat(settings.toString()).doesNotContain("very-secret-key");
    }

    @Test
    void aKeyFileWinsOverTheEnvironment() throws IOException {
        Path file = keyFile("{\"accessKey\": \"other\", \"secretKey\": \"hidden-key\"}", "rw-------");
        assertThat(read(URL, "models", Optional.of(file), ENVIRONMENT).credentials())
                .isEqualTo(new StoreCredentials("other", "hidden-key"));
    }

    @Test
    void everyProblemIsNamedAtOnceAndNoKey() {
        assertThatThrownBy(() -> read("ftp://account:very-secret-key@host", "Models", Optional.empty(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 problem(s)")
                .hasMessageContaining("no http or https URL")
                .hasMessageContaining("'Models'")
                .hasMessageContaining("MINDPRESS_S3_ACCESS_KEY")
                .hasMessageContaining("MINDPRESS_S3_SECRET_KEY")
                .hasMessageNotContaining("very-secret-key");
        assertThatThrownBy(() -> read("no url", "models", Optional.empty(), ENVIRONMENT))
                .hasMessageContaining("character 2");
    }

    @Test
    void aKeyFileThatOthersCanReadIsRefused() throws IOException {
        Path file = keyFile("{\"accessKey\": \"other\", \"secretKey\": \"hidden-key\"}", "rw-r--r--");
        assertThatThrownBy(() -> read(URL, "models", Optional.of(file), Map.of()))
                .hasMessageContaining("chmod 600")
                .hasMessageNotContaining("hidden-key");
    }

    @Test
    void aKeyFileThatIsNoneIsExplainedWithoutItsContent() throws IOException {
        Path broken = keyFile("{\"accessKey\": \"other\",\n \"secretKey\": hidden-key", "rw-------");
        assertThatThrownBy(() -> read(URL, "models", Optional.of(broken), Map.of()))
                .hasMessageContaining("no JSON (line 2)")
                .hasMessageNotContaining("hidden-key");
        Path empty = keyFile("{}", "rw-------");
        assertThatThrownBy(() -> read(URL, "models", Optional.of(empty), Map.of()))
                .hasMessageContaining("must hold");
        assertThatThrownBy(() -> read(URL, "models", Optional.of(folder.resolve("none")), Map.of()))
                .hasMessageContaining("cannot be read: NoSuchFileException");
    }
}
