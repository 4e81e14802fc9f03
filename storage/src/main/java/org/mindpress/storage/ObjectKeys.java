package org.mindpress.storage;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The rules that every key of the bucket keeps, so that it means the same on a file system, MinIO and S3: 1 to 1,024 bytes
 * of UTF-8, no slash at either end, no empty, {@code .} or {@code ..} segment of at most 200 bytes, no control character,
 * backslash or lone surrogate, and no UUID at the end, which is how the embedded server leaves half-written objects behind.
 */
public final class ObjectKeys {
    private static final int LONGEST_KEY_BYTES = 1024;
    private static final int LONGEST_SEGMENT_BYTES = 200;
    private static final Pattern UUID_AT_END = Pattern.compile(
            ".*[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private ObjectKeys() {}

    /** Refuses a key outside the rules, naming key and rule; returns it otherwise. */
    public static String check(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("an object key must not be empty");
        }
        if (key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY_BYTES) {
            throw refused(key, "is longer than " + LONGEST_KEY_BYTES + " bytes");
        }
        for (String segment : key.split("/", -1)) {
            checkSegment(key, segment);
        }
        if (endsInUuid(key)) {
            throw refused(key, "ends in a UUID, which marks half-written objects");
        }
        return checkCharacters(key);
    }

    /** Refuses a prefix that no key can begin with; returns it otherwise. */
    public static String checkPrefix(String prefix) {
        if (prefix.startsWith("/") || prefix.contains("//") || prefix.contains("/../") || prefix.startsWith("../")) {
            throw refused(prefix, "as a prefix has an empty or '..' segment");
        }
        return checkCharacters(prefix);
    }

    /** Whether a name has the form that the embedded server's half-written objects have. */
    public static boolean endsInUuid(String name) {
        return UUID_AT_END.matcher(name).matches();
    }

    private static void checkSegment(String key, String segment) {
        if (segment.isEmpty()) {
            throw refused(key, "has an empty segment");
        }
        if (segment.equals(".") || segment.equals("..")) {
            throw refused(key, "has a segment '" + segment + "'");
        }
        if (segment.getBytes(StandardCharsets.UTF_8).length > LONGEST_SEGMENT_BYTES) {
            throw refused(key, "has a segment longer than " + LONGEST_SEGMENT_BYTES + " bytes");
        }
    }

    private static String checkCharacters(String key) {
        key.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || c == '\\' || Character.getType(c) == Character.SURROGATE) {
                throw refused(key, String.format("has the forbidden character U+%04X", c));
            }
        });
        return key;
    }

    private static IllegalArgumentException refused(String key, String why) {
        return new IllegalArgumentException("object key '" + key + "' " + why);
    }
}
