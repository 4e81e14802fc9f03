package org.mindpress.routes.access;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Caller;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Credentials;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.Role;

/** Signing in on the page and out again. The gate has let the token through before anything here is asked. Thread-safe. */
public final class SessionEndpoints implements EndpointSource {
    private static final String PATH = "/api/session";
    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Strict";

    private final Sessions sessions;
    private final String attributes;

    /**
     * Rows for the page.
     *
     * @param encrypted whether the page comes by TLS: then no browser ever sends the cookie without
     */
    public SessionEndpoints(Sessions sessions, boolean encrypted) {
        this.sessions = sessions;
        this.attributes = encrypted ? ATTRIBUTES + "; Secure" : ATTRIBUTES;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post(PATH, "beginSession")
                        .role(Role.VIEWER)
                        .summary("signs the holder of the bearer token in on the page: a cookie from then on, and a"
                                + " secret that goes with it as " + Credentials.CSRF_HEADER
                                + " where something is changed")
                        .answers(ApiAnswer.CREATED, "who is signed in", Content.json("Session"))
                        .by(this::begin),
                Endpoint.get(PATH, "getSession")
                        .role(Role.VIEWER)
                        .summary("who the caller is")
                        .answers(
                                ApiAnswer.OK, "name, role and, of a session of the page, csrf", Content.json("Session"))
                        .by(this::show),
                Endpoint.delete(PATH, "endSession")
                        .role(Role.VIEWER)
                        .summary("signs out")
                        .answersNothing(ApiAnswer.NO_CONTENT, "the cookie is worth nothing any more")
                        .by(this::end));
    }

    private ApiAnswer begin(ApiRequest request) throws ApiFault {
        if (request.header("Authorization").isEmpty() && !request.caller().equals(Caller.LOOPBACK)) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, "a session begins with a token, not with another session");
        }
        Sessions.Session session = sessions.begin(request.caller());
        return ApiAnswer.json(ApiAnswer.CREATED, view(request.caller(), Optional.of(session)))
                .with("Set-Cookie", Credentials.COOKIE + "=" + session.id() + attributes);
    }

    private ApiAnswer show(ApiRequest request) {
        Optional<Sessions.Session> session = request.header("Authorization").isPresent()
                ? Optional.empty()
                : request.cookie(Credentials.COOKIE).flatMap(sessions::use);
        return ApiAnswer.json(ApiAnswer.OK, view(request.caller(), session)).with("Cache-Control", "no-store");
    }

    private ApiAnswer end(ApiRequest request) {
        request.cookie(Credentials.COOKIE).ifPresent(sessions::end);
        return ApiAnswer.empty(ApiAnswer.NO_CONTENT)
                .with("Set-Cookie", Credentials.COOKIE + "=" + attributes + "; Max-Age=0");
    }

    private static ObjectNode view(Caller caller, Optional<Sessions.Session> session) {
        ObjectNode view = JsonNodeFactory.instance.objectNode().put("name", caller.name());
        caller.role().ifPresent(role -> view.put("role", role.spelling()));
        session.ifPresent(open -> view.put("csrf", open.csrf()));
        return view;
    }
}
