package org.mindpress.processors.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mindpress.storage.CorruptObjectException;
import org.mindpress.storage.Sha256;

/** The documents of runs, and the pipelines they come from. */
@Timeout(60)
final class RunStoreTest {
    @RegisterExtension
    static final EmbeddedBucket BUCKET = new EmbeddedBucket();

    private static RunReference run(String pipeline, int second) {
        return new RunReference(
                pipeline, RunId.of(Examples.NIGHT.plusSeconds(second), TriggerKey.api(pipeline, "key " + second)));
    }

    private static RunStore runs() {
        return new RunStore(BUCKET.store());
    }

    @Test
    void theFirstManifestWinsAndTheOtherWorkerAdoptsIt() throws IOException {
        StageManifest first = Examples.manifest("first");
        StageManifest second = Examples.manifest("second");
        assertThat(runs().manifest(Examples.RUN, StageName.QAT)).isEmpty();
        assertThat(runs().settle(Examples.RUN, StageName.QAT, first)).isEqualTo(first);
        assertThat(runs().settle(Examples.RUN, StageName.QAT, second)).isEqualTo(first);
        assertThat(runs().manifest(Examples.RUN, StageName.QAT)).contains(first);
        assertThat(runs().manifest(Examples.RUN, StageName.DISTILL)).isEmpty();
        assertThat(first.output("trained.onnx")).contains(Examples.artifact("trained.onnx", new byte[] {2, 3}));
        assertThat(first.output("none")).isEmpty();
    }

    @Test
    void aRunHasOneRequestOneEndAndOneCancellation() throws IOException {
        assertThat(runs().create(Examples.request())).isTrue();
        assertThat(runs().create(Examples.request())).isFalse();
        assertThat(runs().request(Examples.RUN)).contains(Examples.request());
        assertThat(Examples.request().reference()).isEqualTo(Examples.RUN);
        RunOutcome passed = Examples.outcome(RunStatus.PASSED, "done");
        assertThat(runs().finish(Examples.RUN, passed)).isEqualTo(passed);
        assertThat(runs().finish(Examples.RUN, Examples.outcome(RunStatus.ERROR, "late")))
                .isEqualTo(passed);
        CancelRecord cancel = new CancelRecord(CancelRecord.VERSION, "enough", "somebody", Examples.NIGHT);
        assertThat(runs().cancellation(Examples.RUN)).isEmpty();
        assertThat(runs().cancel(Examples.RUN, cancel)).isTrue();
        assertThat(runs().cancel(Examples.RUN, cancel)).isFalse();
        assertThat(runs().cancellation(Examples.RUN)).contains(cancel);
    }

    @Test
    void runsAreListedNewestFirstAndUnfinishedOldestFirst() throws IOException {
        List<RunReference> made = List.of(run("b", 1), run("a", 2), run("a", 3));
        for (RunReference run : made) {
            BUCKET.store().create(run.requestKey(), new byte[] {1});
        }
        BUCKET.store().create("runs/a/no-run/request.json", new byte[] {1});
        assertThat(runs().list()).containsExactly(made.get(2), made.get(1), made.get(0));
        assertThat(runs().list("a")).containsExactly(made.get(2), made.get(1));
        BUCKET.store().create(made.get(1).outcomeKey(), new byte[] {1});
        assertThat(runs().unfinished()).containsExactly(made.get(0), made.get(2));
    }

    @Test
    void aRunIsFoundByAnyUniqueBeginningOrEnd() throws IOException {
        RunReference one = run("a", 1);
        RunReference other = run("b", 2);
        BUCKET.store().create(one.requestKey(), new byte[] {1});
        BUCKET.store().create(other.requestKey(), new byte[] {1});
        assertThat(runs().find(one.run().text())).contains(one);
        assertThat(runs().find(one.run().text().substring(17))).contains(one);
        assertThat(runs().find(other.toString())).contains(other);
        assertThat(runs().find("20261125t203002")).contains(other);
        assertThat(runs().find("20261125")).as("two of them").isEmpty();
        assertThat(runs().find("x")).isEmpty();
    }

    @Test
    void aDamagedDocumentIsNamed() throws IOException {
        BUCKET.store().put(Examples.RUN.outcomeKey(), "{".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> runs().outcome(Examples.RUN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Examples.RUN.outcomeKey());
    }

    @Test
    void namesThatAreNoPipelinesAreRefused() {
        assertThatThrownBy(() -> new RunReference("a/b", Examples.RUN.run())).hasMessageContaining("'a/b'");
        assertThatThrownBy(() -> new RunReference("", Examples.RUN.run())).hasMessageContaining("no name");
    }

    @Test
    void aListingOfTheBucketChangesWithItsData() throws IOException {
        BUCKET.store().put("datasets/tiny/a", new byte[] {1});
        BUCKET.store().put("datasets/tiny/_READY", new byte[0]);
        BUCKET.store().put("datasets/tiny-2/a", new byte[] {9});
        DataListing before = DataListing.of(BUCKET.store(), "datasets/tiny/");
        assertThat(before.objects()).hasSize(2);
        BUCKET.store().put("datasets/tiny/_READY", new byte[0]);
        BUCKET.store().put("datasets/tiny/a", new byte[] {1});
        assertThat(DataListing.of(BUCKET.store(), "datasets/tiny/").digest())
                .as("the same content again")
                .isEqualTo(before.digest());
        BUCKET.store().put("datasets/tiny/a", new byte[] {2});
        assertThat(DataListing.of(BUCKET.store(), "datasets/tiny/").digest())
                .as("other content, same marker")
                .isNotEqualTo(before.digest());
        assertThat(DataListing.ofKey(BUCKET.store(), "datasets/none").isEmpty()).isTrue();
        assertThat(DataListing.of(BUCKET.store(), "datasets/none/").isEmpty()).isTrue();
    }

    @Test
    void faultsOfTheStoreHaveTheirKinds() {
        String digest = Sha256.of(new byte[0]);
        assertThat(Faults.of(new CorruptObjectException("a", digest, digest)).kind())
                .isEqualTo(ErrorKind.RESOURCE);
        assertThat(Faults.of(new org.mindpress.storage.StoreUnavailableException("gone"))
                        .isTransient())
                .isTrue();
        assertThat(Faults.of(new org.mindpress.storage.StoreFullException("full"))
                        .kind())
                .isEqualTo(ErrorKind.RESOURCE);
        assertThat(Faults.of(new java.nio.file.FileSystemException("a", null, "No space left on device"))
                        .kind())
                .isEqualTo(ErrorKind.RESOURCE);
        assertThat(Faults.of(new org.mindpress.storage.MissingObjectException("a"))
                        .kind())
                .isEqualTo(ErrorKind.USER);
        assertThat(Faults.of(new IllegalStateException("odd"))).satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(ErrorKind.INTERNAL);
            assertThat(fault).hasMessage("IllegalStateException: odd");
        });
        StageException known = new StageException(ErrorKind.USER, "known");
        assertThat(Faults.of(known)).isSameAs(known);
    }
}
