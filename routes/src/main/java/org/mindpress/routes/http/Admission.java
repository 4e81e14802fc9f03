package org.mindpress.routes.http;

/** Who may call an endpoint. */
public sealed interface Admission {
    /**
     * Those who show a token or a session with enough rights.
     *
     * @param role the least
     */
    record Least(Role role) implements Admission {}

    /** Those who show the secret of the endpoint itself instead of a role. */
    record OwnSecret() implements Admission {}

    /** Everybody who reaches the service: what it tells is public, and those who ask cannot show anything. */
    record Open() implements Admission {}
}
