package org.mindpress.routes.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.Caller;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Credentials;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.Role;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.s3.S3ArtifactStore;

class TokenGateTest {
    private static final Content TEXT = Content.of("text/plain");
    private static final Endpoint LOOK = endpoint(Endpoint.get("/x", "look").role(Role.VIEWER));
    private static final Endpoint ACT = endpoint(Endpoint.post("/x", "act").role(Role.OPERATOR));
    private static final Endpoint DECIDE =
            endpoint(Endpoint.post("/y", "decide").role(Role.APPROVER));
    private static final Endpoint EVENT = endpoint(Endpoint.post("/e", "event").ownSecret());
    private static final String HERE = "127.0.0.1";

    private static EmbeddedStore store;
    private static S3ArtifactStore bucket;

    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-26T12:00:00.123Z"));
    private final TokenStore tokens = new TokenStore(bucket, clock);
    private final TokenText owner = TokenText.random();
    private final Sessions sessions = new Sessions(clock);
    private final TokenGate gate =
            new TokenGate(tokens, Optional.of(owner), Optional.of("event-secret"), sessions, clock);

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        store = EmbeddedStore.open(folder);
        bucket = S3ArtifactStore.of(store.settings());
        bucket.probe();
    }

    @AfterAll
    static void close() throws IOException {
        bucket.close();
        store.close();
    }

    private static Endpoint endpoint(Endpoint.Draft draft) {
        return draft.summary("x").answers(200, "x", TEXT).by(request -> ApiAnswer.empty(200));
    }

    private ApiFault refused(Endpoint endpoint, String authorization) {
        return catchThrowableOfType(ApiFault.class, () -> gate.admit(endpoint, shown(authorization)));
    }

    private static Credentials shown(String authorization) {
        return new Credentials(authorization, "", "", HERE);
    }

    private static Credentials page(Sessions.Session session, String csrf) {
        return new Credentials("", session.id(), csrf, HERE);
    }

    private int refusedPage(Endpoint endpoint, Credentials shown) {
        return catchThrowableOfType(ApiFault.class, () -> gate.admit(endpoint, shown))
                .problem()
                .status();
    }

    private static String bearer(TokenText token) {
        return "Bearer " + token.text();
    }

    @Test
    void aTokenOpensWhatItsRoleCovers() throws Exception {
        TokenText viewer = tokens.create("the wall", Role.VIEWER, "tester");
        TokenText operator = tokens.create("on call", Role.OPERATOR, "tester");

        assertThat(gate.admit(LOOK, shown(bearer(viewer))))
                .isEqualTo(new Caller("the wall", viewer.id(), Optional.of(Role.VIEWER)));
        assertThat(gate.admit(ACT, shown(bearer(operator))).name()).isEqualTo("on call");
        ApiFault tooLittle = refused(ACT, bearer(viewer));
        assertThat(tooLittle.problem().status()).isEqualTo(403);
        assertThat(tooLittle.problem().detail()).contains("operator").contains("viewer");
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer x",
                "Basic Og==",
                "Digest a",
                "Bearer mindpress_../../keys_00",
                "Bearer mindpress_000000000000_0000000000000000000000000000000000000000000000000000000000000000",
                "Bearer event-secret"
            })
    void whatIsNoTokenOpensNothing(String authorization) {
        ApiFault fault = refused(LOOK, authorization);

        assertThat(fault.problem().status()).isEqualTo(401);
        assertThat(fault.problem().headers()).containsEntry("WWW-Authenticate", "Bearer realm=\"mindpress\"");
        assertThat(fault.problem().detail()).doesNotContain("0000").doesNotContain("secret");
    }

    @Test
    void aRevokedTokenOpensNothingAndStaysRevoked() throws Exception {
        TokenText token = tokens.create("gone soon", Role.APPROVER, "tester");
        gate.admit(ACT, shown(bearer(token)));

        assertThat(tokens.revoke(token.id(), "tester")).isTrue();
        assertThat(tokens.revoke(token.id(), "another")).isFalse();
        assertThat(tokens.revoke("000000000000", "tester")).isFalse();
        assertThat(tokens.revoke("../tokens/x", "tester")).isFalse();

        assertThat(refused(LOOK, bearer(token)).problem().status()).isEqualTo(401);
        assertThat(tokens.list())
                .filteredOn(entry -> entry.token().id().equals(token.id()))
                .singleElement()
                .satisfies(entry ->
                        assertThat(entry.revocation().orElseThrow().revokedBy()).isEqualTo("tester"));
    }

    @Test
    void guessingClosesTheGuessedTokenAndNobodyElse() throws Exception {
        TokenText aimed = tokens.create("aimed at", Role.VIEWER, "tester");
        TokenText other = tokens.create("other", Role.VIEWER, "tester");
        String wrong = "Bearer mindpress_" + aimed.id() + "_" + "0".repeat(64);

        for (int i = 0; i < FailureLimit.MOST; i++) {
            assertThat(refused(LOOK, wrong).problem().status()).isEqualTo(401);
        }

        ApiFault closed = refused(LOOK, bearer(aimed));
        assertThat(closed.problem().status()).isEqualTo(429);
        assertThat(closed.problem().headers()).containsEntry("Retry-After", "61");
        assertThat(gate.admit(LOOK, shown(bearer(other))).name()).isEqualTo("other");
        assertThat(gate.admit(LOOK, shown(bearer(owner))).credential()).isEqualTo("owner");
        clock.advance(Duration.ofMinutes(1));
        assertThat(gate.admit(LOOK, shown(bearer(aimed))).name()).isEqualTo("aimed at");
    }

    @Test
    void aSessionIsItsTokenUntilThatIsRevoked() throws Exception {
        TokenText token = tokens.create("on the page", Role.OPERATOR, "tester");
        Caller caller = gate.admit(LOOK, shown(bearer(token)));
        Sessions.Session session = sessions.begin(caller);

        assertThat(gate.admit(LOOK, page(session, ""))).isEqualTo(caller);
        assertThat(gate.admit(ACT, page(session, session.csrf()))).isEqualTo(caller);
        assertThat(refusedPage(ACT, page(session, ""))).isEqualTo(403);
        assertThat(refusedPage(ACT, page(session, session.id()))).isEqualTo(403);
        assertThat(refusedPage(DECIDE, page(session, session.csrf()))).isEqualTo(403);
        assertThat(refusedPage(EVENT, page(session, session.csrf()))).isEqualTo(401);

        tokens.revoke(token.id(), "tester");
        assertThat(refusedPage(LOOK, page(session, session.csrf()))).isEqualTo(401);
        assertThat(sessions.use(session.id())).isEmpty();
    }

    @Test
    void aWrongTokenIsNotMadeGoodByASession() throws Exception {
        Sessions.Session session =
                sessions.begin(gate.admit(LOOK, shown(bearer(tokens.create("one", Role.VIEWER, "tester")))));

        assertThat(refusedPage(LOOK, new Credentials("Bearer wrong", session.id(), session.csrf(), HERE)))
                .isEqualTo(401);
        assertThat(refusedPage(LOOK, new Credentials("", "0".repeat(64), session.csrf(), HERE)))
                .isEqualTo(401);
    }

    @Test
    void aSessionEndsTwelveHoursAfterItsLastUseAndThereAreAThousand() {
        Sessions.Session first = sessions.begin(Caller.LOOPBACK);
        clock.advance(Sessions.IDLE.minusSeconds(1));
        assertThat(sessions.use(first.id())).isPresent();
        clock.advance(Sessions.IDLE.minusSeconds(1));
        assertThat(sessions.use(first.id())).isPresent();
        clock.advance(Sessions.IDLE);
        assertThat(sessions.use(first.id())).isEmpty();

        Sessions.Session oldest = sessions.begin(Caller.LOOPBACK);
        clock.advance(Duration.ofSeconds(1));
        List<Sessions.Session> others = Stream.generate(() -> sessions.begin(Caller.LOOPBACK))
                .limit(Sessions.MOST)
                .toList();
        assertThat(sessions.use(oldest.id())).isEmpty();
        assertThat(others).allSatisfy(one -> assertThat(sessions.use(one.id())).isPresent());
        assertThat(others.stream().map(Sessions.Session::id)).doesNotHaveDuplicates();
        assertThat(first.toString() + new Credentials("Bearer x", first.id(), first.csrf(), HERE))
                .doesNotContain(first.id())
                .doesNotContain(first.csrf());
    }

    @Test
    void eventsHaveATokenOfTheirOwnAndALimitOfTheirOwn() throws Exception {
        assertThat(gate.admit(EVENT, shown("Bearer event-secret")).credential()).isEqualTo("event");
        assertThat(gate.admit(EVENT, shown("event-secret")).credential()).isEqualTo("event");
        for (int i = 0; i < FailureLimit.MOST; i++) {
            assertThat(refused(EVENT, bearer(owner)).problem().status()).isEqualTo(401);
        }
        assertThat(refused(EVENT, "Bearer event-secret").problem().status()).isEqualTo(429);
        assertThat(gate.admit(LOOK, shown(bearer(owner))).credential()).isEqualTo("owner");
    }

    @Test
    void withoutAnOwnerTokenLoopbackIsOpenButEventsAreNot() throws Exception {
        TokenGate open = new TokenGate(tokens, Optional.empty(), Optional.empty(), sessions, clock);

        assertThat(open.admit(ACT, shown(""))).isEqualTo(Caller.LOOPBACK);
        ApiFault fault = catchThrowableOfType(ApiFault.class, () -> open.admit(EVENT, shown("Bearer x")));
        assertThat(fault.problem().status()).isEqualTo(401);
    }

    @Test
    void theBucketHoldsDigestsAndNoSecretAndRecordsObeyTheirSchemas() throws Exception {
        TokenText token = tokens.create("kept", Role.OPERATOR, "tester");
        tokens.revoke(token.id(), "tester");
        String secret = token.text().substring(token.text().lastIndexOf('_') + 1);

        String record = read("access/tokens/" + token.id() + ".json");
        String end = read("access/revocations/" + token.id() + ".json");

        assertThat(record + end + token + tokens.list()).doesNotContain(secret);
        keysAreThoseOf("token-1.json", record);
        keysAreThoseOf("revocation-1.json", end);
        assertThat(schema("token-1.json").at("/properties/role/enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(
                        Stream.of(Role.values()).map(Enum::name).toList());
    }

    private static String read(String key) throws IOException {
        return new String(bucket.read(key), StandardCharsets.UTF_8);
    }

    private static JsonNode schema(String file) throws IOException {
        return new ObjectMapper()
                .readTree(Files.readString(Path.of("../docs/schemas").resolve(file)));
    }

    private static void keysAreThoseOf(String file, String document) throws IOException {
        JsonNode json = new ObjectMapper().readTree(document);
        List<String> keys = new ArrayList<>();
        schema(file).path("properties").fieldNames().forEachRemaining(keys::add);
        assertThat(json.fieldNames()).toIterable().containsExactlyElementsOf(keys);
        for (String key : keys) {
            JsonNode rule = schema(file).path("properties").path(key);
            if (rule.has("pattern")) {
                assertThat(json.path(key).asText())
                        .as(key)
                        .matches(rule.path("pattern").asText());
            }
        }
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {
                "",
                " ",
                "a\nb",
                "-x",
                "{\"a\"",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void namesArePlain(String name) {
        assertThat(catchThrowableOfType(
                        IllegalArgumentException.class, () -> tokens.create(name, Role.VIEWER, "tester")))
                .hasMessageContaining("name '" + name + "'");
    }

    @Test
    void theAuditLogTellsWhoDidWhatAndWhatWasRefused() throws Exception {
        List<String> lines = new ArrayList<>();
        AuditLog log = new AuditLog(clock, lines::add);

        log.answered(LOOK, "/x", new Caller("the wall", "0123456789ab", Optional.of(Role.OPERATOR)), 200);
        log.answered(ACT, "/x/\"\n{", new Caller("on call", "0123456789ab", Optional.of(Role.OPERATOR)), 202);
        log.answered(LOOK, "/x", Caller.REFUSED, 401);
        log.answered(ACT, "/x", Caller.REFUSED, 429);
        log.answered(ACT, "/x", Caller.UNKNOWN, 401);

        assertThat(lines).hasSize(2).noneMatch(line -> line.contains("\n"));
        JsonNode line = new ObjectMapper().readTree(lines.get(0));
        assertThat(line.path("at").asText()).isEqualTo("2026-11-26T12:00:00.123Z");
        assertThat(line.path("who").asText()).isEqualTo("on call");
        assertThat(line.path("credential").asText()).isEqualTo("0123456789ab");
        assertThat(line.path("operation").asText()).isEqualTo("act");
        assertThat(line.path("method").asText()).isEqualTo("POST");
        assertThat(line.path("path").asText()).isEqualTo("/x/\"\n{");
        assertThat(line.path("status").asInt()).isEqualTo(202);
        assertThat(new ObjectMapper().readTree(lines.get(1)).path("who").asText())
                .isEqualTo("unknown");
    }
}
