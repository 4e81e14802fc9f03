package org.mindpress.routes.http;

import java.util.Optional;

/**
 * Who sent a request.
 *
 * @param name for records and the audit log; not unique
 * @param credential what it was known by: id of a token, {@code owner}, {@code event}, {@code none}; never a secret
 * @param role that it has; empty for those who have none
 */
public record Caller(String name, String credential, Optional<Role> role) {
    /** Somebody on this machine, at a service that asks for no token. */
    public static final Caller LOOPBACK = new Caller("api", "none", Optional.of(Role.APPROVER));
    /** Somebody who has shown nothing. */
    public static final Caller UNKNOWN = new Caller("unknown", "none", Optional.empty());
    /** Somebody who has shown something that does not let them in. */
    public static final Caller REFUSED = new Caller("unknown", "refused", Optional.empty());
}
