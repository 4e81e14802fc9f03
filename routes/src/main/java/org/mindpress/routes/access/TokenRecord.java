package org.mindpress.routes.access;

import java.time.Instant;
import java.util.regex.Pattern;
import org.mindpress.processors.run.Documents;
import org.mindpress.routes.http.Role;

/**
 * {@code access/tokens/<id>.json}: a token that was handed out. Written once; holds no secret.
 *
 * @param version of this form, 1
 * @param id public part of the token, 12 hex digits
 * @param name who or what uses it, for lists and the audit log
 * @param role what its holder may do
 * @param sha256 digest of the whole token, 64 lower-case hex digits; its secret has 256 random bits, so a plain digest cannot be searched
 * @param createdBy user of the command
 * @param createdAt when
 */
public record TokenRecord(
        int version, String id, String name, Role role, String sha256, String createdBy, Instant createdAt) {
    public static final int VERSION = 1;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._@-]{0,59}");

    public TokenRecord {
        Documents.requireVersion("token", version, VERSION);
        if (!TokenText.isId(id)) {
            throw new IllegalArgumentException("'" + id + "' is no id of a token: 12 hex digits");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name '" + name
                    + "' must begin with a letter or digit and have up to 60 letters, digits, blanks and . _ @ -");
        }
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("the digest of token " + id + " is no SHA-256");
        }
    }
}
