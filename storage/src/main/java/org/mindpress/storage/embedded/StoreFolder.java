package org.mindpress.storage.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.mindpress.storage.StoreCredentials;

/** The files of a store folder: the lock, the owner's endpoint, the keys, the objects. */
final class StoreFolder {
    static final String BUCKET = "mindpress";
    static final String LOCK_NAME = "owner.lock";

    private static final int ACCESS_KEY_BYTES = 10;
    private static final int SECRET_KEY_BYTES = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    private StoreFolder(Path folder) {
        this.folder = folder;
    }

    /** The folder and its objects folder, made for this user only where missing. */
    static StoreFolder make(Path folder) throws IOException {
        StoreFolder files = new StoreFolder(folder.toAbsolutePath());
        try {
            Files.createDirectories(
                    files.bucketFolder(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return files;
        } catch (IOException e) {
            throw files.cannot("make", files.bucketFolder(), e);
        }
    }

    Path folder() {
        return folder;
    }

    Path endpointFile() {
        return folder.resolve("endpoint.json");
    }

    Path keysFile() {
        return folder.resolve("keys.json");
    }

    /** Root of the S3 server: one folder in it for each bucket. */
    Path objectsFolder() {
        return folder.resolve("objects");
    }

    Path bucketFolder() {
        return objectsFolder().resolve(BUCKET);
    }

    /** The keys of this folder, made at random the first time. Only the owner calls this. */
    StoreCredentials keys() throws IOException {
        Path file = keysFile();
        try {
            JsonNode keys = JSON.readTree(Files.readAllBytes(file));
            return new StoreCredentials(
                    keys.path("accessKey").asText(), keys.path("secretKey").asText());
        } catch (NoSuchFileException e) {
            SecureRandom random = new SecureRandom();
            StoreCredentials made = new StoreCredentials(
                    "mindpress" + randomHex(random, ACCESS_KEY_BYTES), randomHex(random, SECRET_KEY_BYTES));
            writePrivately(file, keysJson(made));
            return made;
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    file + " cannot be used: " + e.getClass().getSimpleName()
                            + ". Remedy: remove it; new keys are made at the next start",
                    e);
        }
    }

    void writeEndpoint(StoreEndpoint endpoint) throws IOException {
        ObjectNode json = keysJson(endpoint.credentials());
        json.put("url", endpoint.url().toString());
        json.put("bucket", endpoint.bucket());
        json.put("pid", endpoint.pid());
        json.put("processStart", endpoint.processStart().toString());
        endpoint.apiUrl().ifPresent(url -> json.put("apiUrl", url.toString()));
        endpoint.managementUrl().ifPresent(url -> json.put("managementUrl", url.toString()));
        endpoint.apiToken().ifPresent(token -> json.put("apiToken", token.text()));
        endpoint.apiCertificate().ifPresent(digest -> json.put("apiCertificate", digest));
        writePrivately(endpointFile(), json);
    }

    /** The endpoint as its owner wrote it; empty when there is none or it cannot be understood. */
    Optional<StoreEndpoint> readEndpoint() throws IOException {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(endpointFile()));
            return Optional.of(new StoreEndpoint(
                    URI.create(json.path("url").asText()),
                    json.path("bucket").asText(),
                    new StoreCredentials(
                            json.path("accessKey").asText(),
                            json.path("secretKey").asText()),
                    json.path("pid").asLong(),
                    Instant.parse(json.path("processStart").asText()),
                    url(json, "apiUrl"),
                    url(json, "managementUrl"),
                    json.has("apiToken")
                            ? Optional.of(new ServiceSecret(json.get("apiToken").asText()))
                            : Optional.empty(),
                    json.has("apiCertificate")
                            ? Optional.of(json.get("apiCertificate").asText())
                            : Optional.empty()));
        } catch (AccessDeniedException e) {
            throw new IOException(
                    endpointFile() + " cannot be read: the store belongs to another user. Remedy: use another folder",
                    e);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    void removeEndpoint() throws IOException {
        Files.deleteIfExists(endpointFile());
    }

    /** What went wrong with a file here, and what to do about it. */
    IOException cannot(String verb, Path file, IOException cause) {
        String reason = cause.getClass().getSimpleName();
        if (cause instanceof FileSystemException fault && fault.getReason() != null) {
            reason = fault.getReason();
        }
        return new IOException(
                "store folder " + folder + ": cannot " + verb + " " + file + ": " + reason
                        + ". Remedy: free space, make the folder writable for this user, or choose another folder",
                cause);
    }

    private static Optional<URI> url(JsonNode json, String field) {
        return json.has(field) ? Optional.of(URI.create(json.get(field).asText())) : Optional.empty();
    }

    private static ObjectNode keysJson(StoreCredentials credentials) {
        return JSON.createObjectNode()
                .put("accessKey", credentials.accessKey())
                .put("secretKey", credentials.secretKey());
    }

    private static String randomHex(SecureRandom random, int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    /** Readers see the old file or the whole new one, and only this user can read it. */
    private void writePrivately(Path file, ObjectNode json) throws IOException {
        Path half = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(half);
            try (FileChannel channel = FileChannel.open(
                    half,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer content =
                        ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
                while (content.hasRemaining()) {
                    channel.write(content);
                }
                channel.force(true);
            }
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw cannot("write", file, e);
        }
    }
}
