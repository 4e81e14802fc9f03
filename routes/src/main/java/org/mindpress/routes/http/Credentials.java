package org.mindpress.routes.http;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.Optional;

/**
 * What a request shows of its sender. No text form shows a secret.
 *
 * @param authorization header of that name; empty when there is none
 * @param session of the page, from its cookie; empty when there is none
 * @param csrf token that the page shows beside its cookie, which a foreign site cannot read; empty when there is none
 * @param remote address of the other end
 */
public record Credentials(String authorization, String session, String csrf, String remote) {
    /** Name of the cookie that holds a session of the page. */
    public static final String COOKIE = "mindpress-session";
    /** Header that goes with the cookie where something is changed. */
    public static final String CSRF_HEADER = "X-CSRF-Token";

    static Credentials of(HttpServerRequest request) {
        return new Credentials(
                Optional.ofNullable(request.getHeader("Authorization")).orElse(""),
                Optional.ofNullable(request.getCookie(COOKIE))
                        .map(Cookie::getValue)
                        .orElse(""),
                Optional.ofNullable(request.getHeader(CSRF_HEADER)).orElse(""),
                Optional.ofNullable(request.remoteAddress())
                        .map(SocketAddress::hostAddress)
                        .orElse("unknown"));
    }

    boolean none() {
        return authorization.isEmpty() && session.isEmpty();
    }

    @Override
    public String toString() {
        return "Credentials[remote=" + remote + ", secrets hidden]";
    }
}
