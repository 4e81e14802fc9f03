package org.mindpress.routes.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.mindpress.routes.http.Admission;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.Caller;
import org.mindpress.routes.http.Credentials;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.Gate;
import org.mindpress.routes.http.HttpVerb;
import org.mindpress.routes.http.Problem;
import org.mindpress.routes.http.Role;

/**
 * Asks for the role that an endpoint names, by token or by a session of the page, or for the event token. Without an owner token it asks for no role: the
 * service of one command on loopback. Thread-safe.
 */
public final class TokenGate implements Gate {
    private static final String BEARER = "Bearer ";
    private static final String CHALLENGE = "Bearer realm=\"mindpress\"";
    private static final String EVENT = "event";
    private static final Caller OWNER = new Caller("command line", "owner", Optional.of(Role.APPROVER));
    private static final Caller SENDER = new Caller("event sender", EVENT, Optional.empty());

    private final TokenStore tokens;
    private final Optional<TokenText> owner;
    private final Optional<String> eventToken;
    private final Sessions sessions;
    private final FailureLimit limit;

    /**
     * Guards a service.
     *
     * @param owner token of this user's command line; empty when everybody on loopback may do everything
     * @param eventToken of those who send bucket events; empty when events are refused
     * @param sessions of the page
     */
    public TokenGate(
            TokenStore tokens, Optional<TokenText> owner, Optional<String> eventToken, Sessions sessions, Clock clock) {
        this.tokens = tokens;
        this.owner = owner;
        this.eventToken = eventToken;
        this.sessions = sessions;
        this.limit = new FailureLimit(clock);
    }

    @Override
    public Caller admit(Endpoint endpoint, Credentials shown) throws ApiFault, IOException {
        if (endpoint.admission() instanceof Admission.Open) {
            return Caller.UNKNOWN;
        }
        String secret = secret(shown.authorization());
        if (!(endpoint.admission() instanceof Admission.Least least)) {
            return event(secret, shown.remote());
        }
        if (owner.isEmpty()) {
            return Caller.LOOPBACK;
        }
        // 256 random bits need no limit, and nobody else's failures may lock the owner out
        if (same(owner.get().text(), secret)) {
            return OWNER;
        }
        Role needed = least.role();
        Caller caller = secret.isEmpty() && !shown.session().isEmpty()
                ? guest(endpoint, shown)
                : holder(secret, shown.remote(), needed);
        if (!caller.role().map(role -> role.covers(needed)).orElse(false)) {
            throw new ApiFault(
                    ApiAnswer.FORBIDDEN,
                    "this needs the role " + needed.spelling() + "; " + caller.name() + " has "
                            + caller.role().map(Role::spelling).orElse("none") + "; " + remedy(needed));
        }
        return caller;
    }

    /** Somebody on the page. A cookie goes with every request of the browser, so a change asks for what only our page knows. */
    private Caller guest(Endpoint endpoint, Credentials shown) throws ApiFault, IOException {
        Optional<Sessions.Session> session = sessions.use(shown.session());
        if (session.isEmpty() || !isGood(session.get().caller())) {
            sessions.end(shown.session());
            throw unauthorized("the session is over: sign in again");
        }
        if (endpoint.verb() != HttpVerb.GET && !same(session.get().csrf(), shown.csrf())) {
            throw new ApiFault(
                    ApiAnswer.FORBIDDEN,
                    "a request with a cookie that changes something must show the csrf of its session as "
                            + Credentials.CSRF_HEADER);
        }
        return session.get().caller();
    }

    private boolean isGood(Caller caller) throws IOException {
        return caller.credential().equals(OWNER.credential()) || tokens.isGood(caller.credential());
    }

    private Caller event(String secret, String remote) throws ApiFault {
        String key = EVENT + " " + remote;
        refuseWhenClosed(key);
        if (eventToken.isPresent() && same(eventToken.get(), secret)) {
            return SENDER;
        }
        limit.failed(key);
        throw unauthorized(
                "the event token is missing or wrong: send it as 'Authorization: Bearer <token>'; mindpress store"
                        + " tells where it is");
    }

    private Caller holder(String secret, String remote, Role needed) throws ApiFault, IOException {
        Optional<TokenText> shown = TokenText.parse(secret);
        String key = shown.map(TokenText::id).orElse("none") + " " + remote;
        refuseWhenClosed(key);
        Optional<TokenRecord> token = shown.isPresent() ? tokens.good(shown.get()) : Optional.empty();
        if (token.isEmpty()) {
            if (!secret.isEmpty()) {
                limit.failed(key);
            }
            throw unauthorized((secret.isEmpty() ? "" : "the token that was shown is unknown or revoked; ")
                    + "this needs a token of the role " + needed.spelling()
                    + ": send it as 'Authorization: Bearer <token>'; " + remedy(needed));
        }
        return new Caller(
                token.get().name(), token.get().id(), Optional.of(token.get().role()));
    }

    private static String remedy(Role needed) {
        return "the operator of the service makes one with mindpress token create --role " + needed.spelling();
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

    private static ApiFault unauthorized(String detail) {
        return new ApiFault(Problem.of(ApiAnswer.UNAUTHORIZED, detail).with("WWW-Authenticate", CHALLENGE));
    }

    private static String secret(String authorization) {
        return authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : authorization;
    }

    private static boolean same(String known, String shown) {
        return MessageDigest.isEqual(known.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }
}
