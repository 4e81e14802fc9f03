package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.ReleaseAction;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.release.ReleaseStore;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Caller;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.s3.SignedLinks;

/** Where devices are sent for a released file. */
final class ReleaseFileEndpointsTest {
    private static final Instant NIGHT = Instant.parse("2026-11-26T06:00:00Z");
    private static final byte[] FILE = {1, 2, 3, 4};
    private static final ArtifactReference DEPLOYMENT = new ArtifactReference(
            "deployment.mindir", "runs/nightly/one/stages/06-export/1/deployment.mindir", FILE.length, Sha256.of(FILE));

    @TempDir
    private Path folder = Path.of("");

    private ScratchBucket bucket;

    @BeforeEach
    void release() throws Exception {
        bucket = ScratchBucket.open(folder.resolve("store"));
        bucket.store().put(DEPLOYMENT.key(), FILE);
        ReleaseRecord record = new ReleaseRecord(
                ReleaseRecord.VERSION,
                "nightly",
                Channel.CANDIDATE,
                1,
                ReleaseAction.PROMOTE,
                RunId.of(NIGHT, TriggerKey.api("nightly", "one")).text(),
                DEPLOYMENT,
                "ab".repeat(32),
                "ada",
                List.of(),
                "good",
                NIGHT,
                List.of(),
                List.of());
        bucket.store().put("releases/nightly/candidate/1.json", Documents.write(record));
    }

    @AfterEach
    void close() throws Exception {
        bucket.close();
    }

    private ApiAnswer ask(Optional<SignedLinks> links, SortedMap<String, String> headers) throws Exception {
        return new ReleaseFileEndpoints(
                        new ReleaseStore(bucket.store()),
                        new VerifiedFiles(bucket.store(), folder.resolve("copies")),
                        links)
                .endpoints()
                .get(0)
                .handler()
                .answer(new ApiRequest(
                        Caller.UNKNOWN,
                        "/api/releases/nightly/candidate",
                        Map.of("pipeline", "nightly", "channel", "candidate"),
                        Map.of(),
                        headers,
                        ""));
    }

    private static HttpResponse<byte[]> fetch(String link, String range) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(link))
                                .header("Range", range)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void withoutAPublicEndpointTheServiceSendsTheFile() throws Exception {
        ApiAnswer answer = ask(Optional.empty(), new TreeMap<>());
        assertThat(answer.status()).isEqualTo(ApiAnswer.OK);
        assertThat(answer.headers()).doesNotContainKey("Location");
    }

    @Test
    void withOneItIsFetchedThereByALinkThatOpensNothingElse() throws Exception {
        ApiAnswer answer = ask(Optional.of(new SignedLinks(bucket.embedded().settings())), new TreeMap<>());
        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.headers())
                .containsEntry("ETag", "\"" + DEPLOYMENT.sha256() + "\"")
                .containsEntry("Cache-Control", "no-store");
        String link = answer.headers().get("Location");
        assertThat(link)
                .startsWith(bucket.embedded().settings().endpoint().toString())
                .contains("X-Amz-Expires=600")
                .doesNotContain(bucket.embedded().settings().credentials().secretKey());
        assertThat(fetch(link, "bytes=0-").body()).isEqualTo(FILE);
        assertThat(fetch(link, "bytes=0-0").statusCode()).isEqualTo(ApiAnswer.PARTIAL_CONTENT);
        assertThat(fetch(link.replace("deployment.mindir", "verification.mindir"), "bytes=0-")
                        .statusCode())
                .isEqualTo(ApiAnswer.FORBIDDEN);
    }

    @Test
    void whoHasItIsSentNowhere() throws Exception {
        SortedMap<String, String> headers = new TreeMap<>();
        headers.put("If-None-Match", "\"" + DEPLOYMENT.sha256() + "\"");
        ApiAnswer answer = ask(Optional.of(new SignedLinks(bucket.embedded().settings())), headers);
        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.headers()).doesNotContainKey("Location");
    }
}
