package org.mindpress.routes.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.ReleaseAction;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.Documents;
import org.mindpress.routes.access.MovingClock;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.StoredObject;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.s3.S3ArtifactStore;

/** Records as a command writes them straight into the bucket; nobody delivers what is told. */
class ReleaseNewsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<WebhookEvent> RELEASES = Set.of(WebhookEvent.RELEASED);

    private static EmbeddedStore store;
    private static S3ArtifactStore bucket;

    private final MovingClock clock = new MovingClock(Instant.now());

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

    @BeforeEach
    void empty() throws IOException {
        bucket.delete(bucket.list("").stream().map(StoredObject::key).toList());
    }

    private Webhooks webhooks(Set<WebhookEvent> events, String... names) {
        return new Webhooks(
                Arrays.stream(names)
                        .map(name ->
                                new WebhookTarget(name, URI.create("http://127.0.0.1:1/" + name), events, "a secret"))
                        .toList(),
                bucket,
                clock);
    }

    /** As after a start of the service. */
    private ReleaseNews news() {
        return new ReleaseNews(webhooks(RELEASES, "chat"), bucket, clock);
    }

    private static ReleaseRecord record(Channel channel, int number) {
        return new ReleaseRecord(
                ReleaseRecord.VERSION,
                "nightly",
                channel,
                number,
                ReleaseAction.PROMOTE,
                "20261127t020000z-0123456789abcdef",
                new ArtifactReference(
                        "deployment.mindir",
                        "runs/nightly/20261127t020000z-0123456789abcdef/stages/06-export/a/deployment.mindir",
                        3,
                        Sha256.of(new byte[] {1, 2, 3})),
                Sha256.of(new byte[] {4}),
                "Ada",
                channel == Channel.PRODUCTION ? List.of("Ada") : List.of(),
                "it looks well",
                Instant.parse("2026-11-27T02:00:00Z"),
                number > 1 ? List.of(number - 1) : List.of(),
                List.of());
    }

    private static ReleaseRecord written(Channel channel, int number) throws IOException {
        ReleaseRecord record = record(channel, number);
        bucket.put("releases/nightly/" + channel.spelling() + "/" + number + ".json", Documents.write(record));
        return record;
    }

    /** What is told and not yet delivered, and is delivered by this: channel and number. */
    private static List<String> delivered() throws IOException {
        List<String> all = new ArrayList<>();
        List<String> keys =
                bucket.list("webhooks/outbox/").stream().map(StoredObject::key).toList();
        for (String key : keys) {
            JsonNode body =
                    JSON.readTree(JSON.readTree(bucket.read(key)).path("body").asText());
            assertThat(body.path("event").asText()).isEqualTo("released");
            all.add(body.path("channel").asText() + " " + body.path("number").asInt());
        }
        bucket.delete(keys);
        return all;
    }

    @Test
    void whatACommandReleasedIsToldOnceAlsoAfterItWasDeliveredAndOverAStart() throws Exception {
        ReleaseNews news = news();
        news.look();
        assertThat(delivered()).isEmpty();
        written(Channel.CANDIDATE, 1);
        written(Channel.STAGING, 1);
        written(Channel.PRODUCTION, 1);
        news.look();
        news.look();
        assertThat(delivered()).containsExactlyInAnyOrder("staging 1", "production 1");

        news.look();
        news().look();
        assertThat(delivered()).isEmpty();
        // while no service runs
        written(Channel.STAGING, 2);
        news().look();
        news().look();
        assertThat(delivered()).containsExactly("staging 2");
    }

    @Test
    void whatThisServiceReleasedIsToldAtOnceAndNotAgainByALook() throws Exception {
        ReleaseNews news = news();
        news.made(written(Channel.STAGING, 1));
        assertThat(delivered()).containsExactly("staging 1");
        news.look();
        news().look();
        news.made(record(Channel.STAGING, 1));
        assertThat(delivered()).isEmpty();
        news.made(record(Channel.CANDIDATE, 2));
        assertThat(delivered()).containsExactly("candidate 2");
    }

    /** Two services on one bucket, and one that died between the message and the note of it. */
    @Test
    void whoeverTellsTheMessageIsOneWithOneId() throws Exception {
        ReleaseNews first = news();
        ReleaseNews second = news();
        first.look();
        second.look();
        ReleaseRecord record = written(Channel.PRODUCTION, 1);
        webhooks(RELEASES, "chat").released(record);
        first.look();
        second.look();
        assertThat(bucket.list("webhooks/outbox/")).hasSize(1);
        assertThat(delivered()).hasSize(1);
        second.look();
        assertThat(delivered()).isEmpty();
    }

    @Test
    void eachReceiverIsToldAndTheNoteOfItIsADocument() throws Exception {
        new ReleaseNews(webhooks(RELEASES, "chat", "mail"), bucket, clock).made(written(Channel.STAGING, 1));
        assertThat(delivered()).hasSize(2);
        JsonNode schema = JSON.readTree(Files.readAllBytes(Path.of("../docs/schemas/told-release-1.json")));
        List<String> keys = new ArrayList<>();
        JSON.readTree(bucket.read("webhooks/told/nightly/staging/1.json"))
                .fieldNames()
                .forEachRemaining(keys::add);
        assertThat(keys).isEqualTo(JSON.convertValue(schema.path("required"), List.class));
    }

    @Test
    void whatIsOldIsNoNewsAndNobodyIsToldWhoDoesNotAsk() throws Exception {
        written(Channel.STAGING, 1);
        new ReleaseNews(webhooks(Set.of(WebhookEvent.RUN_ENDED), "chat"), bucket, clock).look();
        new ReleaseNews(webhooks(RELEASES), bucket, clock).look();
        assertThat(bucket.list("webhooks/")).isEmpty();
        clock.advance(ReleaseNews.NEWS.plusMinutes(1));
        news().look();
        assertThat(bucket.list("webhooks/")).isEmpty();
    }

    @Test
    void aRecordThatCannotBeReadIsNamedAndHoldsUpNoOther() throws Exception {
        bucket.put("releases/nightly/production/1.json", "{}".getBytes(StandardCharsets.UTF_8));
        bucket.put("releases/nightly/staging/nonsense.json", "{}".getBytes(StandardCharsets.UTF_8));
        written(Channel.STAGING, 1);
        assertThatThrownBy(() -> news().look())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("releases/nightly/production/1.json");
        assertThat(delivered()).containsExactly("staging 1");
    }
}
