package org.mindpress.processors.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Versions of a pipeline: numbered, never lost, one winner. */
class PipelineStoreTest {
    @RegisterExtension
    static final EmbeddedBucket BUCKET = new EmbeddedBucket();

    private PipelineStore pipelines;

    @BeforeEach
    void open() {
        pipelines = new PipelineStore(BUCKET.store());
    }

    private int register(String name, String text) throws IOException {
        return pipelines.register(name, text, "ada", Examples.NIGHT);
    }

    @Test
    void aPipelineIsRegisteredOnceForEachText() throws IOException {
        assertThat(pipelines.latest("nightly")).isEmpty();
        assertThat(register("nightly", "one: \u00fc\n")).isEqualTo(1);
        assertThat(register("nightly", "one: \u00fc\n")).isEqualTo(1);
        assertThat(pipelines.latest("nightly")).contains("one: \u00fc\n");
        for (int version = 2; version <= 10; version++) {
            assertThat(register("nightly", "text " + version)).isEqualTo(version);
        }
        assertThat(pipelines.latest("nightly")).contains("text 10");
        assertThat(register("nightly", "one: \u00fc\n"))
                .as("an older text anew")
                .isEqualTo(11);
        register("another", "x");
        assertThat(pipelines.names()).containsExactly("another", "nightly");
    }

    @Test
    void eachVersionStaysWithItsAuthorAndAnOldTextThatReturnsHasAnotherTag() throws IOException {
        register("nightly", "a");
        pipelines.replace("nightly", 1, "b", "eve", Examples.NIGHT.plusSeconds(5));
        register("nightly", "a");

        List<PipelineVersion> versions = pipelines.versions("nightly");
        assertThat(versions).extracting(PipelineVersion::number).containsExactly(1, 2, 3);
        assertThat(versions).extracting(PipelineVersion::changedBy).containsExactly("ada", "eve", "ada");
        assertThat(versions.get(1).changedAt()).isEqualTo(Examples.NIGHT.plusSeconds(5));
        assertThat(versions.get(0).sha256()).isEqualTo(versions.get(2).sha256());
        assertThat(versions).extracting(PipelineVersion::tag).doesNotHaveDuplicates();
        assertThat(pipelines.read("nightly", 2)).contains(new RegisteredPipeline(versions.get(1), "b"));
        assertThat(pipelines.current("nightly").map(RegisteredPipeline::version))
                .contains(versions.get(2));
    }

    @Test
    void whoHasNotSeenTheNewestVersionChangesNothing() throws IOException {
        register("nightly", "a");
        register("nightly", "b");

        for (int base : new int[] {0, 1, 3}) {
            assertThat(pipelines.replace("nightly", base, "c", "eve", Examples.NIGHT))
                    .isEmpty();
        }
        assertThat(pipelines.latest("nightly")).contains("b");
    }

    @Test
    void ofManyWritersAtOnceExactlyOneWins() throws Exception {
        register("nightly", "a");
        int writers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Callable<Optional<PipelineVersion>>> calls = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                String by = "writer " + i;
                calls.add(() -> pipelines.replace("nightly", 1, by, by, Examples.NIGHT));
            }
            List<PipelineVersion> winners = new ArrayList<>();
            for (Future<Optional<PipelineVersion>> call : threads.invokeAll(calls)) {
                call.get().ifPresent(winners::add);
            }
            assertThat(winners).hasSize(1);
            assertThat(pipelines.latest("nightly")).contains(winners.get(0).changedBy());
            assertThat(pipelines.versions("nightly").get(1)).isEqualTo(winners.get(0));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aTextWhoseWriterDiedIsAVersionOfAnUnknownAuthor() throws IOException {
        BUCKET.store().put("pipelines/nightly/1.yaml", "a".getBytes(StandardCharsets.UTF_8));

        PipelineVersion version = pipelines.versions("nightly").get(0);

        assertThat(version.changedBy()).isEqualTo(PipelineVersion.UNKNOWN);
        assertThat(version.sha256()).isEqualTo(Examples.digest("a"));
        assertThat(register("nightly", "b")).isEqualTo(2);
    }

    @Test
    void namesThatAreNoneNameNothingAndAreNeverWritten() throws IOException {
        for (String name : List.of("", "..", "a/b", "Upper", "-a", "a".repeat(65), "a b")) {
            assertThat(pipelines.latest(name)).isEmpty();
            assertThat(pipelines.read(name, 1)).isEmpty();
            assertThat(pipelines.versions(name)).isEmpty();
            assertThatThrownBy(() -> register(name, "x")).hasMessageContaining("is no name of a pipeline");
        }
        assertThat(BUCKET.keys()).isEmpty();
    }
}
