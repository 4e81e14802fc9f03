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
    /** Somebody who has shown nothing that counts. */
    public static final Caller UNKNOWN = new Caller("unknown", "none");
}
