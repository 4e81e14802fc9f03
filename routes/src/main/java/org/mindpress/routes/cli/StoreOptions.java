package org.mindpress.routes.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mindpress.storage.StoreSettings;
import org.mindpress.storage.StoreSettingsReader;
import org.mindpress.storage.embedded.EmbeddedStore;
import picocli.CommandLine.Option;

/** Where the bucket is: the same options on every command that needs it. */
final class StoreOptions {

    @Option(
            names = "--store",
            paramLabel = "FOLDER",
            defaultValue = "${env:MINDPRESS_STORE}",
            description = "folder of the embedded store (default: ~/.mindpress/store, or MINDPRESS_STORE)")
    private @Nullable Path folder;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            defaultValue = "${env:MINDPRESS_S3_ENDPOINT}",
            description = "an S3 or MinIO server instead of the embedded store (or MINDPRESS_S3_ENDPOINT)")
    private @Nullable String endpoint;

    @Option(
            names = "--bucket",
            defaultValue = "${env:MINDPRESS_S3_BUCKET:-mindpress}",
            description = "its bucket (default: mindpress, or MINDPRESS_S3_BUCKET)")
    private String bucket = "mindpress";

    @Option(
            names = "--region",
            defaultValue = StoreSettings.DEFAULT_REGION,
            description = "its region (default: ${DEFAULT-VALUE})")
    private String region = StoreSettings.DEFAULT_REGION;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "JSON with accessKey and secretKey (default: MINDPRESS_S3_ACCESS_KEY, MINDPRESS_S3_SECRET_KEY)")
    private @Nullable Path keyFile;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "a mindpress service elsewhere instead of a store; its token is in MINDPRESS_TOKEN or --token-file")
    private @Nullable String server;

    @Option(names = "--token-file", paramLabel = "FILE", description = "file with the token that --server wants to see")
    private @Nullable Path tokenFile;

    @Option(
            names = "--server-ca",
            paramLabel = "FILE",
            description =
                    "PEM with the certificates of the authorities that --server is trusted by (default: those that Java knows)")
    private @Nullable Path serverAuthorities;

    /** Folder of the embedded store. */
    Path folder() {
        return folder == null || folder.toString().isEmpty() ? EmbeddedStore.defaultFolder() : folder;
    }

    /** The external server, when one was named. */
    Optional<StoreSettings> external(Map<String, String> environment) {
        return endpoint == null || endpoint.isBlank()
                ? Optional.empty()
                : Optional.of(
                        StoreSettingsReader.read(endpoint, bucket, region, Optional.ofNullable(keyFile), environment));
    }

    /** A client of the service elsewhere, when one was named. */
    Optional<ApiClient> server() throws CommandFault {
        return server == null
                ? Optional.empty()
                : Optional.of(ServerAddress.client(
                        server,
                        Optional.ofNullable(tokenFile),
                        Optional.ofNullable(serverAuthorities),
                        System.getenv()));
    }

    /** Whether a service elsewhere was named. */
    boolean hasServer() {
        return server != null;
    }
}
