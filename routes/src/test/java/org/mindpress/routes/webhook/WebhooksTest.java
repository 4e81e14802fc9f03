package org.mindpress.routes.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.schedule.HandledFires;
import org.mindpress.routes.access.MovingClock;
import org.mindpress.storage.StoredObject;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.s3.S3ArtifactStore;

/** A real receiver on this machine, and a clock that the tests move. */
class WebhooksTest {
    private static final RunReference RUN = new RunReference("nightly", new RunId("20261126t020000z-0123456789abcdef"));
    private static final String SECRET = "a secret of this test";

    private static EmbeddedStore store;
    private static S3ArtifactStore bucket;

    private record Post(Map<String, List<String>> headers, String body) {}

    private final List<Post> posts = new ArrayList<>();
    private final Deque<Integer> answers = new ArrayDeque<>();
    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-26T02:00:00Z"));
    private HttpServer receiver;
    private WebhookTarget target;

    @BeforeAll
    static void open(@TempDir java.nio.file.Path folder) throws IOException {
        store = EmbeddedStore.open(folder);
        bucket = S3ArtifactStore.of(store.settings());
        bucket.probe();
    }

    @AfterAll
    static void close() throws IOException {
        bucket.close();
        store.close();
    }

    @BeforeEach
    void listen() throws IOException {
        bucket.delete(bucket.list("").stream().map(StoredObject::key).toList());
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            posts.add(new Post(
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            int status = answers.isEmpty() ? 204 : answers.poll();
            if (status == 302) {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        receiver.start();
        target = new WebhookTarget(
                "chat",
                URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?key=hidden"),
                Set.of(WebhookEvent.RUN_ENDED),
                SECRET);
    }

    @AfterEach
    void hangUp() {
        receiver.stop(0);
    }

    private Webhooks webhooks() {
        return new Webhooks(List.of(target), bucket, clock);
    }

    private static RunOutcome outcome() {
        return new RunOutcome(
                RunOutcome.VERSION,
                RUN.pipeline(),
                RUN.run().text(),
                RunStatus.FAILED,
                "the drop is too large",
                "",
                ErrorKind.NONE,
                new TreeMap<>(Map.of("drop.points", 1.5)),
                Instant.EPOCH,
                Instant.EPOCH);
    }

    @Test
    void anEndedRunIsToldOnceSignedAndWithoutTheSecret() throws Exception {
        Webhooks webhooks = webhooks();
        webhooks.runFinished(RUN, outcome());
        webhooks.runFinished(RUN, outcome());
        webhooks.sendDue();
        webhooks.sendDue();

        assertThat(posts).hasSize(1);
        Post post = posts.get(0);
        JsonNode body = new ObjectMapper().readTree(post.body());
        assertThat(body.path("event").asText()).isEqualTo("run-ended");
        assertThat(body.path("status").asText()).isEqualTo("FAILED");
        assertThat(body.path("figures").path("drop.points").asDouble()).isEqualTo(1.5);
        assertThat(post.headers().get("Mindpress-signature"))
                .containsExactly(WebhookSignature.of(SECRET, clock.instant(), post.body()));
        assertThat(post.headers().get("Mindpress-delivery"))
                .containsExactly(body.path("id").asText());
        assertThat(post.headers() + post.body()).doesNotContain(SECRET);
        assertThat(bucket.list("webhooks/")).isEmpty();
    }

    @Test
    void aTimeOfAScheduleWithoutARunIsToldWithTheReasonToWhoAsks() throws Exception {
        HandledFires.Fire fire = new HandledFires.Fire(
                Instant.parse("2026-11-25T02:00:00Z"),
                HandledFires.Action.SKIPPED,
                "",
                "missed; a newer time runs in its place",
                clock.instant());
        Webhooks deaf = webhooks();
        deaf.skipped("nightly", fire);
        deaf.sendDue();
        assertThat(posts).isEmpty();

        target = new WebhookTarget(target.name(), target.url(), Set.of(WebhookEvent.SCHEDULE_SKIPPED), SECRET);
        Webhooks webhooks = webhooks();
        webhooks.skipped("nightly", fire);
        webhooks.skipped("nightly", fire);
        webhooks.sendDue();

        assertThat(posts).hasSize(1);
        JsonNode body = new ObjectMapper().readTree(posts.get(0).body());
        assertThat(body.path("event").asText()).isEqualTo("schedule-skipped");
        assertThat(body.path("pipeline").asText()).isEqualTo("nightly");
        assertThat(body.path("time").asText()).isEqualTo("2026-11-25T02:00:00Z");
        assertThat(body.path("action").asText()).isEqualTo("skipped");
        assertThat(body.path("reason").asText()).startsWith("missed; ");
    }

    /** A known value, so that receivers in other languages can be held to it. */
    @Test
    void theSignatureIsHmacSha256OfTimeAndBody() {
        assertThat(WebhookSignature.of("key", Instant.ofEpochSecond(1), "{}"))
                .isEqualTo("t=1,v1=1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224");
        assertThat(WebhookSignature.of("key", Instant.ofEpochSecond(2), "{}"))
                .isNotEqualTo(WebhookSignature.of("key", Instant.ofEpochSecond(1), "{}"));
    }

    @Test
    void aFaultIsTriedAgainLaterAndByAnotherProcess() throws Exception {
        answers.addAll(List.of(500, 302));
        Webhooks webhooks = webhooks();
        webhooks.runFinished(RUN, outcome());
        webhooks.sendDue();
        webhooks.sendDue();
        assertThat(posts).hasSize(1);

        clock.advance(Webhooks.FIRST_PAUSE.multipliedBy(2));
        webhooks().sendDue();
        assertThat(posts)
                .as("a receiver that sends us elsewhere is not followed")
                .hasSize(2);
        clock.advance(Webhooks.LONGEST_PAUSE);
        webhooks().sendDue();
        assertThat(posts).hasSize(3);
        assertThat(posts.stream().map(Post::body).distinct()).hasSize(1);
        assertThat(bucket.list("webhooks/")).isEmpty();
    }

    @Test
    void whatNobodyTakesIsDeadAndCanBeSentAgain() throws Exception {
        receiver.stop(0);
        Webhooks webhooks = webhooks();
        webhooks.runFinished(RUN, outcome());
        for (int i = 0; i < Webhooks.MOST_ATTEMPTS; i++) {
            assertThat(webhooks.dead()).isEmpty();
            webhooks.sendDue();
            clock.advance(Webhooks.LONGEST_PAUSE.multipliedBy(2));
        }
        webhooks.sendDue();

        Delivery dead = webhooks.dead().get(0);
        assertThat(dead.attempts()).isEqualTo(Webhooks.MOST_ATTEMPTS);
        assertThat(dead.lastFault()).contains("cannot be reached").doesNotContain("hidden");
        assertThat(new String(bucket.read("webhooks/dead/" + dead.id() + ".json"), StandardCharsets.UTF_8))
                .doesNotContain(SECRET)
                .doesNotContain("hidden");
        assertThat(webhooks.revive("0".repeat(32))).isEmpty();
        assertThat(webhooks.revive(dead.id())).isPresent();
        assertThat(webhooks.dead()).isEmpty();
        assertThat(bucket.list("webhooks/outbox/")).hasSize(1);
    }

    @Test
    void whoIsGoneForGoodIsAskedOnceAndWhoHasNoNameAnyMoreNever() throws Exception {
        answers.add(410);
        Webhooks webhooks = webhooks();
        webhooks.runFinished(RUN, outcome());
        webhooks.sendDue();
        assertThat(webhooks.dead()).hasSize(1);

        webhooks.revive(webhooks.dead().get(0).id());
        Webhooks nobody = new Webhooks(List.of(), bucket, clock);
        nobody.sendDue();
        assertThat(nobody.dead()).hasSize(1);
        assertThat(posts).hasSize(1);
        clock.advance(Duration.ofDays(1));
        nobody.sendDue();
        assertThat(posts).hasSize(1);
    }

    @Test
    void theFileNamesItsSecretsAndHoldsNone() {
        String right = """
                [{"name": "chat", "url": "${env:CHAT_URL}", "events": ["run-ended", "released"], "secret": "${env:CHAT_SECRET}"}]
                """;
        Map<String, String> environment = Map.of("CHAT_URL", "https://chat.example/hooks/1", "CHAT_SECRET", SECRET);

        List<WebhookTarget> read = WebhookFile.read("webhooks.json", right, environment);

        assertThat(read).singleElement().satisfies(one -> {
            assertThat(one.secret()).isEqualTo(SECRET);
            assertThat(one.toString()).doesNotContain(SECRET).doesNotContain("example");
        });
        assertThatThrownBy(() -> WebhookFile.read("webhooks.json", """
                        [{"name": "Chat!", "url": "http://chat.example/", "events": ["everything"], "secret": "plain", "colour": 1},
                         {"name": "two", "url": "https://u:p@chat.example/", "events": [], "secret": "${env:NOWHERE}"}]
                        """, environment))
                .hasMessageContainingAll(
                        "webhooks.json, entry 1: unknown key 'colour'",
                        "'name' must be",
                        "must be https",
                        "unknown event 'everything'",
                        "the file holds none",
                        "entry 2",
                        "no NOWHERE")
                .hasMessageNotContaining("plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[", "7", "[{}]", "[[]]", "[{\"name\": 1}]"})
    void whatIsNoListOfWebhooksIsRefused(String text) {
        assertThatThrownBy(() -> WebhookFile.read("webhooks.json", text, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("webhooks.json");
    }
}
