package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.routes.access.TokenStore;
import org.mindpress.routes.access.TokenText;
import org.mindpress.routes.http.Role;
import org.mindpress.storage.embedded.EmbeddedStore;

/** Every endpoint of a lasting service against every role, by the document that it serves. */
class AccessTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Map<Role, TokenText> TOKENS = new java.util.EnumMap<>(Role.class);

    private static EmbeddedStore store;
    private static Service service;

    private record Operation(String verb, String path, JsonNode node) {
        boolean isForRoles() {
            return node.has("x-role");
        }

        boolean isOpen() {
            return node.path("security").isEmpty();
        }

        Role role() {
            return Role.valueOf(node.path("x-role").asText().toUpperCase(Locale.ROOT));
        }
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        store = EmbeddedStore.open(folder.resolve("store"));
        ServiceSettings settings = ServiceSettings.lasting(
                folder.resolve("home"), folder.resolve("scratch"), 0, 0, folder.resolve("queue"), SmallPress.TOKEN);
        service = Service.start(store.settings(), settings, RunListener.NONE, Clock.systemUTC());
        TokenStore tokens = new TokenStore(service.bucket(), Clock.systemUTC());
        for (Role role : Role.values()) {
            TOKENS.put(role, tokens.create("test " + role.spelling(), role, "test"));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        service.close();
        store.close();
    }

    private static HttpResponse<String> send(String verb, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.apiUrl().resolve(path))
                .method(verb, HttpRequest.BodyPublishers.noBody());
        return HTTP.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String[] as(TokenText token) {
        return new String[] {"Authorization", "Bearer " + token.text()};
    }

    private static List<Operation> operations() throws Exception {
        JsonNode document = new ObjectMapper()
                .readTree(send("GET", "/api/openapi.json", as(TOKENS.get(Role.VIEWER)))
                        .body());
        List<Operation> all = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(verb -> all.add(new Operation(
                                verb.getKey().toUpperCase(Locale.ROOT),
                                path.getKey().replaceAll("\\{[^}]+}", "nothing"),
                                verb.getValue()))));
        assertThat(all).hasSizeGreaterThan(5);
        return all;
    }

    @Test
    void withoutATokenNothingIsAnsweredButWhatIsPublic() throws Exception {
        for (Operation operation :
                operations().stream().filter(one -> !one.isOpen()).toList()) {
            HttpResponse<String> refused = send(operation.verb(), operation.path());

            assertThat(refused.statusCode()).as(operation.toString()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate"))
                    .as(operation.path())
                    .isPresent();
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
    }

    /** Editors fetch it, and cannot show a token. */
    @Test
    void onlyTheSchemaOfPipelinesIsPublicAndAWrongTokenDoesNotCloseIt() throws Exception {
        assertThat(operations().stream().filter(Operation::isOpen).map(Operation::path))
                .containsExactly("/api/schema");
        assertThat(send("GET", "/api/schema").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/api/schema", "Authorization", "Bearer mp_nonsense")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void eachRoleComesAsFarAsTheDocumentSays() throws Exception {
        for (Operation operation :
                operations().stream().filter(Operation::isForRoles).toList()) {
            for (Role role : Role.values()) {
                int status = send(operation.verb(), operation.path(), as(TOKENS.get(role)))
                        .statusCode();

                if (role.covers(operation.role())) {
                    assertThat(status).as(role + " " + operation.path()).isNotIn(401, 403, 429, 500);
                } else {
                    assertThat(status).as(role + " " + operation.path()).isEqualTo(403);
                }
            }
        }
    }

    @Test
    void rolesOfTheMainEndpointsAreTheseAndEventsTakeOnlyTheirToken() throws Exception {
        assertThat(operations().stream()
                        .filter(Operation::isForRoles)
                        .filter(operation -> operation.role() == Role.VIEWER)
                        .filter(operation ->
                                !List.of("/api/session", "/api/pipelines/check").contains(operation.path()))
                        .map(Operation::verb))
                .containsOnly("GET");
        assertThat(operations().stream()
                        .filter(operation -> !operation.isForRoles() && !operation.isOpen())
                        .map(Operation::path))
                .containsExactly("/api/events/s3");
        assertThat(send("POST", "/api/events/s3", as(TOKENS.get(Role.APPROVER))).statusCode())
                .isEqualTo(401);
        // let in, and then told that an empty body is no event
        assertThat(send("POST", "/api/events/s3", "Authorization", "Bearer " + SmallPress.TOKEN)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void theOwnersCommandLineIsLetInAndATokenInTheQueryIsNot() throws Exception {
        TokenText owner = service.ownerToken().orElseThrow();

        assertThat(send("GET", "/api/runs", as(owner)).statusCode()).isEqualTo(200);
        assertThat(send("GET", "/api/runs?Authorization=Bearer%20" + owner.text())
                        .statusCode())
                .isEqualTo(401);
        assertThat(Stream.of(service.ownerToken(), owner).map(Object::toString))
                .noneMatch(text -> text.contains(owner.text()));
    }

    @Test
    void aTokenSignsInOnThePageAndACookieWithItsSecretIsAsGoodUntilSigningOut() throws Exception {
        HttpResponse<String> begun = send("POST", "/api/session", as(TOKENS.get(Role.OPERATOR)));
        String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow();
        String session = cookie.substring(0, cookie.indexOf(';'));
        String csrf = new ObjectMapper().readTree(begun.body()).path("csrf").asText();

        assertThat(begun.statusCode()).isEqualTo(201);
        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict").contains("Path=/");
        assertThat(begun.body()).doesNotContain(session.substring(session.indexOf('=') + 1));
        assertThat(send("GET", "/api/session", "Cookie", session).body())
                .contains("\"test operator\"")
                .contains("\"operator\"")
                .contains(csrf);
        assertThat(send("POST", "/api/session", "Cookie", session, "X-CSRF-Token", csrf)
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/api/runs/nothing/cancel", "Cookie", session).statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/api/runs/nothing/cancel", "Cookie", session, "X-CSRF-Token", csrf)
                        .statusCode())
                .isEqualTo(404);
        assertThat(send("DELETE", "/api/session", "Cookie", session).statusCode())
                .isEqualTo(403);

        HttpResponse<String> ended = send("DELETE", "/api/session", "Cookie", session, "X-CSRF-Token", csrf);
        assertThat(ended.statusCode()).isEqualTo(204);
        assertThat(ended.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
        assertThat(send("GET", "/api/session", "Cookie", session).statusCode()).isEqualTo(401);
    }
}
