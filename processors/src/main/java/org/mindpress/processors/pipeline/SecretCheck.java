package org.mindpress.processors.pipeline;

import java.util.regex.Pattern;

/** Recognises secrets that stand in a file literally; a file names an environment variable instead. */
final class SecretCheck {
    private static final Pattern SECRET_KEY = Pattern.compile(
            ".*(password|passwd|secret|token|credential|access-?key|api-?key|private-?key).*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:[A-Z][A-Z0-9_]*}");
    private static final Pattern KNOWN_FORM = Pattern.compile(
            ".*(AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|[a-z]+://[^/@\\s]+:[^/@\\s]+@).*", Pattern.DOTALL);

    private SecretCheck() {}

    static boolean isLiteralSecret(String key, String value) {
        boolean named = SECRET_KEY.matcher(key).matches() && !value.isEmpty();
        return (named && !REFERENCE.matcher(value).matches())
                || KNOWN_FORM.matcher(value).matches();
    }
}
