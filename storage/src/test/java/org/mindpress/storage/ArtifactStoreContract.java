package org.mindpress.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every artifact store does, whatever server is behind it. A subclass gives an empty store and breaks objects. */
public abstract class ArtifactStoreContract {
    private static final AtomicInteger NEXT = new AtomicInteger();

    /** A prefix of its own for each test, so that tests may share a bucket. */
    private final String base = "contract/" + getClass().getSimpleName() + "-" + NEXT.incrementAndGet() + "/";

    @TempDir
    Path folder;

    /** The store under test; usually one for the whole class. */
    protected abstract ArtifactStore store();

    /** Writes other content under a key behind the store's back, leaving the metadata as they were. */
    protected abstract void damage(String key, byte[] content) throws IOException;

    /** Writes an object as another tool would, without our metadata. */
    protected abstract void putForeign(String key, byte[] content) throws IOException;

    private String key(String name) {
        return base + name;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void secondCreateOfAKeyLosesAndLeavesTheFirst() throws IOException {
        assertThat(store().create(key("once.json"), bytes("first"))).isTrue();
        assertThat(store().create(key("once.json"), bytes("second"))).isFalse();
        assertThat(store().read(key("once.json"))).asString().isEqualTo("first");
    }

    @Test
    void creatingTheSameContentAgainLosesToo() throws IOException {
        assertThat(store().create(key("same.json"), bytes("same"))).isTrue();
        assertThat(store().create(key("same.json"), bytes("same"))).isFalse();
    }

    @Test
    void exactlyOneOfSixteenRacersCreates() throws Exception {
        int racers = 16;
        ExecutorService pool = Executors.newFixedThreadPool(racers);
        try {
            for (int round = 0; round < 5; round++) {
                String key = key("race-" + round);
                CyclicBarrier start = new CyclicBarrier(racers);
                List<Callable<Boolean>> tries = new ArrayList<>();
                for (int racer = 0; racer < racers; racer++) {
                    byte[] content = bytes("racer " + racer);
                    tries.add(() -> {
                        start.await(20, TimeUnit.SECONDS);
                        return store().create(key, content);
                    });
                }
                List<Future<Boolean>> results = pool.invokeAll(tries, 60, TimeUnit.SECONDS);
                List<Integer> winners = new ArrayList<>();
                for (int racer = 0; racer < racers; racer++) {
                    if (results.get(racer).get()) {
                        winners.add(racer);
                    }
                }
                assertThat(winners).as("winners of round %d", round).hasSize(1);
                assertThat(store().read(key)).asString().isEqualTo("racer " + winners.get(0));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void putReplacesAndTellsWhatWasWritten() throws IOException {
        store().put(key("beat.json"), bytes("one"));
        WrittenObject written = store().put(key("beat.json"), bytes("three"));
        assertThat(written).isEqualTo(new WrittenObject(key("beat.json"), 5, Sha256.of(bytes("three"))));
        assertThat(store().read(key("beat.json"))).asString().isEqualTo("three");
    }

    @Test
    void emptyContentIsContent() throws IOException {
        assertThat(store().create(key("_READY"), new byte[0])).isTrue();
        assertThat(store().create(key("_READY"), new byte[0])).isFalse();
        assertThat(store().read(key("_READY"))).isEmpty();
        assertThat(store().stat(key("_READY")).orElseThrow().sizeBytes()).isZero();
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThat(store().upload(key("empty"), empty).sizeBytes()).isZero();
        assertThat(store().download(key("empty"), folder.resolve("back"))).isEqualTo(Sha256.of(new byte[0]));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "plain",
                "größe/模型/😀.onnx",
                "with space+plus%25percent&amp;'quote'",
                "a=b,c;d:e@f!g~h(i)*",
                "-dash/.hidden/_READY"
            })
    void anyAllowedKeyComesBackFromReadStatAndList(String name) throws IOException {
        byte[] content = bytes("content of " + name);
        store().put(key(name), content);
        assertThat(store().read(key(name))).isEqualTo(content);
        StoredObject found = store().stat(key(name)).orElseThrow();
        assertThat(found.key()).isEqualTo(key(name));
        assertThat(store().list(base)).extracting(StoredObject::key).containsExactly(key(name));
        store().delete(List.of(key(name)));
        assertThat(store().stat(key(name))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                "a/../b",
                "./a",
                "a\\b",
                "a\u0007b",
                "a\ud800b",
                "runs/6f9619ff-8b86-d011-b42d-00cf4fc964ff",
                "x-6F9619FF-8B86-D011-B42D-00CF4FC964FF"
            })
    void aKeyOutsideTheRulesIsRefusedBeforeAnyCall(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> store().create(key, new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> store().read(key));
        assertThatIllegalArgumentException().isThrownBy(() -> store().delete(List.of(key)));
    }

    @Test
    void aMissingObjectIsNamed() throws IOException {
        String key = key("missing/model.onnx");
        assertThatThrownBy(() -> store().read(key))
                .isInstanceOfSatisfying(
                        MissingObjectException.class, e -> assertThat(e.key()).isEqualTo(key))
                .hasMessage("object " + key + " is missing");
        assertThatThrownBy(() -> store().download(key, folder.resolve("missing")))
                .isInstanceOf(MissingObjectException.class);
        assertThat(store().find(key)).isEmpty();
        assertThat(store().stat(key)).isEmpty();
        assertThat(store().list(key)).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void damagedContentIsFoundByEveryRead() throws IOException {
        String key = key("weights.bin");
        store().put(key, bytes("weights"));
        damage(key, bytes("wEights"));
        String good = Sha256.of(bytes("weights"));
        String bad = Sha256.of(bytes("wEights"));
        assertThatThrownBy(() -> store().read(key))
                .isInstanceOfSatisfying(CorruptObjectException.class, e -> {
                    assertThat(e.key()).isEqualTo(key);
                    assertThat(e.expected()).isEqualTo(good);
                    assertThat(e.found()).isEqualTo(bad);
                })
                .hasMessageContaining(key)
                .hasMessageContaining(good)
                .hasMessageContaining(bad);
        assertThatThrownBy(() -> store().find(key)).isInstanceOf(CorruptObjectException.class);
        Path target = Files.writeString(folder.resolve("weights.bin"), "old");
        assertThatThrownBy(() -> store().download(key, target)).isInstanceOf(CorruptObjectException.class);
        assertThat(target).hasContent("old");
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(target));
    }

    @Test
    void anExpectedDigestIsCheckedBesidesTheStoredOne() throws IOException {
        String key = key("artifact");
        byte[] content = bytes("artifact");
        store().put(key, content);
        String other = Sha256.of(bytes("other"));
        assertThat(store().read(key, Sha256.of(content))).isEqualTo(content);
        assertThatThrownBy(() -> store().read(key, other)).isInstanceOf(CorruptObjectException.class);
        assertThatThrownBy(() -> store().download(key, folder.resolve("a"), other))
                .isInstanceOf(CorruptObjectException.class);
        store().download(key, folder.resolve("deep/er/a"), Sha256.of(content));
        assertThat(folder.resolve("deep/er/a")).hasBinaryContent(content);
        assertThatIllegalArgumentException().isThrownBy(() -> store().read(key, "no digest"));
    }

    @Test
    void anObjectOfAnotherToolIsReadAndCheckedAgainstWhatTheCallerExpects() throws IOException {
        String key = key("train.bin");
        putForeign(key, bytes("images"));
        assertThat(store().read(key)).asString().isEqualTo("images");
        assertThat(store().download(key, folder.resolve("train.bin"))).isEqualTo(Sha256.of(bytes("images")));
        assertThatThrownBy(() -> store().read(key, Sha256.of(bytes("labels"))))
                .isInstanceOf(CorruptObjectException.class);
    }

    @Test
    void aFileOfSeveralPartsComesBackBitForBit() throws IOException {
        byte[] block = new byte[1 << 20];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (i * 31 + (i >> 8));
        }
        Path file = folder.resolve("large");
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < 70; i++) {
                block[0] = (byte) i;
                out.write(block);
            }
        }
        WrittenObject written = store().upload(key("large"), file);
        assertThat(written.sizeBytes()).isEqualTo(70L << 20);
        assertThat(written.sha256()).isEqualTo(Sha256.of(file));
        assertThat(store().stat(key("large")).orElseThrow().sizeBytes()).isEqualTo(70L << 20);
        Path back = folder.resolve("back");
        store().download(key("large"), back, written.sha256());
        assertThat(Files.mismatch(file, back)).isEqualTo(-1);
    }

    @Test
    void contentLongerThanAServerTakesInOnePartComesBackBitForBit() throws IOException {
        byte[] content = new byte[(150 << 20) + 1];
        for (int i = 0; i < content.length; i += 4099) {
            content[i] = (byte) (i >> 12);
        }
        WrittenObject written = store().put(key("long"), content);
        assertThat(written.sizeBytes()).isEqualTo(content.length);
        assertThat(written.sha256()).isEqualTo(Sha256.of(content));
        assertThat(Arrays.equals(store().read(key("long"), written.sha256()), content))
                .isTrue();
    }

    @Test
    void moreThanAPageIsListedSortedAndDeletedAtOnce() throws Exception {
        int count = 1100;
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<WrittenObject>> puts = IntStream.range(0, count)
                    .<Callable<WrittenObject>>mapToObj(i -> () -> store().put(key("page/" + i), bytes("" + i)))
                    .toList();
            for (Future<WrittenObject> put : pool.invokeAll(puts)) {
                put.get();
            }
        } finally {
            pool.shutdownNow();
        }
        List<StoredObject> found = store().list(base);
        List<String> keys = found.stream().map(StoredObject::key).toList();
        assertThat(keys)
                .containsExactlyElementsOf(IntStream.range(0, count)
                        .mapToObj(i -> key("page/" + i))
                        .sorted()
                        .toList());
        assertThat(found).allSatisfy(object -> {
            assertThat(object.sizeBytes()).isBetween(1L, 4L);
            assertThat(object.etag()).isNotEmpty().doesNotContain("\"");
        });
        store().delete(keys);
        assertThat(store().list(base)).isEmpty();
    }

    @Test
    void listingsGoByPrefixNotByFolder() throws IOException {
        store().put(key("run/a/1"), bytes("1"));
        store().put(key("run/ab/2"), bytes("2"));
        store().put(key("runner"), bytes("3"));
        assertThat(store().list(key("run")))
                .extracting(StoredObject::key)
                .containsExactly(key("run/a/1"), key("run/ab/2"), key("runner"));
        assertThat(store().list(key("run/a")))
                .extracting(StoredObject::key)
                .containsExactly(key("run/a/1"), key("run/ab/2"));
        assertThat(store().list(key("run/a/"))).extracting(StoredObject::key).containsExactly(key("run/a/1"));
    }

    @Test
    void foldersAreThoseDirectlyBelow() throws IOException {
        store().put(key("runs/b/x/1"), bytes("1"));
        store().put(key("runs/a/1"), bytes("1"));
        store().put(key("runs/a/2"), bytes("2"));
        store().put(key("runs/é b/1"), bytes("2"));
        store().put(key("runs/file"), bytes("3"));
        assertThat(store().folders(key("runs/"))).containsExactly("a", "b", "é b");
        assertThat(store().folders(key("none/"))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> store().folders(key("runs")));
    }

    @Test
    void deletingIsIdempotent() throws IOException {
        store().put(key("gone"), bytes("x"));
        store().put(key("stays"), bytes("x"));
        store().delete(List.of(key("gone"), key("never")));
        store().delete(List.of(key("gone")));
        store().delete(List.of());
        assertThat(store().list(base)).extracting(StoredObject::key).containsExactly(key("stays"));
        assertThat(store().create(key("gone"), bytes("again"))).isTrue();
    }

    @Test
    void etagAndTimeAreTheSameFromStatAndList() throws IOException {
        store().put(key("object"), bytes("content"));
        StoredObject fromStat = store().stat(key("object")).orElseThrow();
        StoredObject fromList = store().list(key("object")).get(0);
        assertThat(fromList.etag()).isEqualTo(fromStat.etag());
        assertThat(fromList.sizeBytes()).isEqualTo(fromStat.sizeBytes());
        assertThat(Duration.between(fromStat.lastModified(), fromList.lastModified())
                        .abs())
                .isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void theServersClockAndItsObjectTimesAgree() throws IOException {
        Instant before = store().serverTime();
        store().put(key("beat"), bytes("beat"));
        Instant modified = store().stat(key("beat")).orElseThrow().lastModified();
        Instant after = store().serverTime();
        assertThat(modified).isBetween(before.minusSeconds(1), after.plusSeconds(1));
    }

    @Test
    void aCreateTooLongForOnePartIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().create(key("long"), new byte[(5 << 20) + 1]))
                .withMessageContaining("5242881");
    }
}
