package org.mindpress.routes.http;

/**
 * Who sent a request.
 *
 * @param name for records and the audit log; not unique
 * @param credential what it was known by: id of a token, {@code owner}, {@code event}, {@code none}; never a secret
 */
public record Caller(String name, String credential) {
    /** Somebody on this machine, at a service that asks for no token. */
    public static final Caller LOOPBACK = new Caller("api", "none");
    /** Somebody who has shown nothing. */
    public static final Caller UNKNOWN = new Caller("unknown", "none");
    /** Somebody who has shown something that does not let them in. */
    public static final Caller REFUSED = new Caller("unknown", "refused");
}
