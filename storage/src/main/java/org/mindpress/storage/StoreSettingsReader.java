package org.mindpress.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes {@link StoreSettings} of an external store from what a user gives: URL, bucket and region as text, keys from the
 * environment ({@value #ACCESS_KEY_VARIABLE} and {@value #SECRET_KEY_VARIABLE}) or from a key file, which is JSON with
 * {@code accessKey} and {@code secretKey} and must be readable by its owner only. The file wins when both are given.
 */
public final class StoreSettingsReader {
    public static final String ACCESS_KEY_VARIABLE = "MINDPRESS_S3_ACCESS_KEY";
    public static final String SECRET_KEY_VARIABLE = "MINDPRESS_S3_SECRET_KEY";

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private StoreSettingsReader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Reads the settings.
     *
     * @param environment usually {@code System.getenv()}
     * @throws IllegalArgumentException naming every problem at once, never a key
     */
    public static StoreSettings read(
            String endpoint, String bucket, String region, Optional<Path> keyFile, Map<String, String> environment) {
        return new StoreSettingsReader(environment).settings(endpoint, bucket, region, keyFile);
    }

    private StoreSettings settings(String endpoint, String bucket, String region, Optional<Path> keyFile) {
        URI url = url(endpoint);
        if (problems.isEmpty()) {
            problems.addAll(StoreSettings.problems(url, bucket, region));
        } else {
            problems.addAll(StoreSettings.problems(URI.create("http://localhost"), bucket, region));
        }
        Optional<StoreCredentials> credentials =
                keyFile.isPresent() ? credentialsFromFile(keyFile.get()) : credentialsFromEnvironment();
        if (!problems.isEmpty() || credentials.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.size() + " problem(s) with the store settings: " + String.join("; ", problems));
        }
        return new StoreSettings(url, bucket, region, credentials.get());
    }

    private URI url(String endpoint) {
        try {
            return new URI(endpoint.strip());
        } catch (URISyntaxException e) {
            problems.add("the endpoint is no URL (" + e.getReason() + " at character " + e.getIndex() + ")");
            return URI.create("");
        }
    }

    private Optional<StoreCredentials> credentialsFromEnvironment() {
        String accessKey = variable(ACCESS_KEY_VARIABLE);
        String secretKey = variable(SECRET_KEY_VARIABLE);
        if (accessKey.isBlank() || secretKey.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new StoreCredentials(accessKey, secretKey));
    }

    private String variable(String name) {
        String value = environment.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            problems.add("the environment variable " + name + " is not set: set it, or name a key file");
        }
        return value;
    }

    private Optional<StoreCredentials> credentialsFromFile(Path file) {
        try {
            if (readableByOthers(file)) {
                problems.add("the key file " + file + " can be read by other users: chmod 600 " + file);
            }
            JsonNode keys = new ObjectMapper().readTree(Files.readAllBytes(file));
            String accessKey = keys.path("accessKey").asText("").strip();
            String secretKey = keys.path("secretKey").asText("").strip();
            if (!accessKey.isEmpty() && !secretKey.isEmpty()) {
                return Optional.of(new StoreCredentials(accessKey, secretKey));
            }
            problems.add("the key file " + file + " must hold {\"accessKey\": \"…\", \"secretKey\": \"…\"}");
        } catch (JsonProcessingException e) {
            problems.add("the key file " + file + " is no JSON (line "
                    + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()) + ")");
        } catch (IOException e) {
            problems.add(
                    "the key file " + file + " cannot be read: " + e.getClass().getSimpleName());
        }
        return Optional.empty();
    }

    private static boolean readableByOthers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.OTHERS_READ);
    }
}
