package org.mindpress.storage;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Which bucket, where, and with which keys.
 *
 * @param endpoint {@code http} or {@code https} URL of the server, without path
 * @param bucket 3 to 63 lower-case letters, digits, dots and hyphens
 * @param region name that the requests are signed for; servers other than AWS take any
 * @param credentials keys of the account
 */
public record StoreSettings(URI endpoint, String bucket, String region, StoreCredentials credentials) {
    /** Region that MinIO and the embedded server go by. */
    public static final String DEFAULT_REGION = "us-east-1";

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /** @throws IllegalArgumentException naming every problem at once */
    public StoreSettings {
        Objects.requireNonNull(credentials, "credentials");
        List<String> problems = problems(endpoint, bucket, region);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("store settings: " + String.join("; ", problems));
        }
    }

    /** What is wrong with these three values, each with its remedy; empty when nothing is. */
    static List<String> problems(URI endpoint, String bucket, String region) {
        List<String> problems = new ArrayList<>();
        String scheme = Objects.requireNonNullElse(endpoint.getScheme(), "");
        String path = Objects.requireNonNullElse(endpoint.getRawPath(), "");
        if (!(scheme.equals("http") || scheme.equals("https")) || endpoint.getHost() == null) {
            problems.add("the endpoint '" + withoutUserInfo(endpoint)
                    + "' is no http or https URL with a host, such as http://127.0.0.1:9000");
        } else if (endpoint.getRawUserInfo() != null) {
            problems.add("the endpoint '" + withoutUserInfo(endpoint)
                    + "' must not carry keys: give them in the environment or in a key file");
        } else if (!(path.isEmpty() || path.equals("/")) || endpoint.getRawQuery() != null) {
            problems.add("the endpoint '" + endpoint + "' must not have a path or query: give the bucket by itself");
        }
        if (!BUCKET.matcher(bucket).matches() || bucket.contains("..")) {
            problems.add(
                    "the bucket name '" + bucket
                            + "' must be 3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit at both ends");
        }
        if (region.isBlank()) {
            problems.add("the region must not be blank: leave it out for " + DEFAULT_REGION);
        }
        return problems;
    }

    private static String withoutUserInfo(URI endpoint) {
        return endpoint.toString().replaceFirst("//[^/@]*@", "//…@");
    }
}
