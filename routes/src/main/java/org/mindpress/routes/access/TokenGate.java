package org.mindpress.routes.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.Caller;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.Gate;
import org.mindpress.routes.http.Problem;
import org.mindpress.routes.http.Role;

/**
 * Asks for the role that an endpoint names, or for the event token. Without an owner token it asks for no role: the service of one command on loopback.
 * Thread-safe.
 */
public final class TokenGate implements Gate {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";
    private static final String CHALLENGE = "Bearer realm=\"mindpress\"";
    private static final String ASKING =
            "Basic realm=\"mindpress: the token as password, any name\", charset=\"UTF-8\"";
    private static final String EVENT = "event";
    private static final Caller OWNER = new Caller("command line", "owner");
    private static final Caller SENDER = new Caller("event sender", EVENT);

    private final TokenStore tokens;
    private final Optional<TokenText> owner;
    private final Optional<String> eventToken;
    private final FailureLimit limit;

    /**
     * Guards a service.
     *
     * @param owner token of this user's command line; empty when everybody on loopback may do everything
     * @param eventToken of those who send bucket events; empty when events are refused
     */
    public TokenGate(TokenStore tokens, Optional<TokenText> owner, Optional<String> eventToken, Clock clock) {
        this.tokens = tokens;
        this.owner = owner;
        this.eventToken = eventToken;
        this.limit = new FailureLimit(clock);
    }

    @Override
    public Caller admit(Endpoint endpoint, String authorization, String remote) throws ApiFault, IOException {
        String secret = secret(authorization);
        if (endpoint.role().isEmpty()) {
            return event(secret, remote);
        }
        if (owner.isEmpty()) {
            return Caller.LOOPBACK;
        }
        // 256 random bits need no limit, and nobody else's failures may lock the owner out
        if (same(owner.get().text(), secret)) {
            return OWNER;
        }
        return holder(endpoint, endpoint.role().get(), secret, remote);
    }

    private Caller event(String secret, String remote) throws ApiFault {
        String key = EVENT + " " + remote;
        refuseWhenClosed(key);
        if (eventToken.isPresent() && same(eventToken.get(), secret)) {
            return SENDER;
        }
        limit.failed(key);
        throw unauthorized(
                CHALLENGE,
                "the event token is missing or wrong: send it as 'Authorization: Bearer <token>'; mindpress store"
                        + " tells where it is");
    }

    private Caller holder(Endpoint endpoint, Role needed, String secret, String remote) throws ApiFault, IOException {
        Optional<TokenText> shown = TokenText.parse(secret);
        String key = shown.map(TokenText::id).orElse("none") + " " + remote;
        refuseWhenClosed(key);
        Optional<TokenRecord> token = shown.isPresent() ? tokens.good(shown.get()) : Optional.empty();
        if (token.isEmpty()) {
            if (!secret.isEmpty()) {
                limit.failed(key);
            }
            throw unauthorized(
                    isPage(endpoint) ? ASKING : CHALLENGE,
                    "this needs a token: send it as 'Authorization: Bearer <token>'; the operator of the service"
                            + " makes one with mindpress token create");
        }
        if (!token.get().role().covers(needed)) {
            throw new ApiFault(
                    ApiAnswer.FORBIDDEN,
                    "this needs the role " + needed.spelling() + "; token "
                            + token.get().id() + " has " + token.get().role().spelling());
        }
        return new Caller(token.get().name(), token.get().id());
    }

    private void refuseWhenClosed(String key) throws ApiFault {
        Optional<Duration> closed = limit.closed(key);
        if (closed.isPresent()) {
            long seconds = closed.get().toSeconds() + 1;
            throw new ApiFault(Problem.of(
                            ApiAnswer.TOO_MANY_REQUESTS,
                            "too many requests with a wrong token; again in " + seconds + " s")
                    .with("Retry-After", Long.toString(seconds)));
        }
    }

    /** Browsers ask for a password when they are told of Basic, and know no tokens. */
    private static boolean isPage(Endpoint endpoint) {
        return endpoint.answers().values().stream()
                .flatMap(answer -> answer.content().stream())
                .anyMatch(content -> content.mediaTypes().contains("text/html"));
    }

    private static ApiFault unauthorized(String challenge, String detail) {
        return new ApiFault(Problem.of(ApiAnswer.UNAUTHORIZED, detail).with("WWW-Authenticate", challenge));
    }

    /** What is shown as bearer token, or as password of any user: browsers can ask for that. */
    private static String secret(String authorization) {
        if (authorization.startsWith(BEARER)) {
            return authorization.substring(BEARER.length()).strip();
        }
        if (authorization.startsWith(BASIC)) {
            try {
                byte[] pair = Base64.getDecoder()
                        .decode(authorization.substring(BASIC.length()).strip());
                String text = new String(pair, StandardCharsets.UTF_8);
                return text.substring(text.indexOf(':') + 1);
            } catch (IllegalArgumentException noBase64) {
                return authorization;
            }
        }
        return authorization;
    }

    private static boolean same(String known, String shown) {
        return MessageDigest.isEqual(known.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }
}
