package org.mindpress.processors.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mindpress.storage.Sha256;

/** What runs share. */
@Timeout(60)
final class CachesTest {
    @RegisterExtension
    static final EmbeddedBucket BUCKET = new EmbeddedBucket();

    private static final String KEY = Examples.digest("stage key");

    private static CacheEntry entry(String from, byte[] content) throws IOException {
        String key = "runs/" + from + "/model.onnx";
        BUCKET.store().put(key, content);
        ArtifactReference model = new ArtifactReference("model.onnx", key, content.length, Sha256.of(content));
        return new CacheEntry(CacheEntry.VERSION, KEY, from, List.of(model), Examples.figures());
    }

    private static TeacherCache teacher(String data, int classes) throws IOException {
        return TeacherCache.open(BUCKET.store(), data, "teacher", "crop 4", classes);
    }

    @Test
    void whatWasAddedIsFound() throws IOException {
        StageCache cache = new StageCache(BUCKET.store());
        assertThat(cache.find(KEY).entry()).isEmpty();
        assertThat(cache.find(KEY).reason()).startsWith("nothing was computed yet");
        CacheEntry entry = entry("a", new byte[] {1});
        cache.add(entry);
        assertThat(cache.find(KEY).entry()).contains(entry);
        assertThat(cache.find(KEY).reason()).isEqualTo("taken from a");
        assertThat(cache.find(Examples.digest("another key")).entry()).isEmpty();
    }

    @Test
    void aMissingArtifactIsAMissAndTheRecomputationCounts() throws IOException {
        StageCache cache = new StageCache(BUCKET.store());
        CacheEntry first = entry("a", new byte[] {1});
        cache.add(first);
        BUCKET.store().delete(List.of("runs/a/model.onnx"));
        assertThat(cache.find(KEY).entry()).isEmpty();
        assertThat(cache.find(KEY).reason()).contains("runs/a/model.onnx").contains("is missing");
        CacheEntry second = entry("b", new byte[] {2});
        cache.add(second);
        assertThat(cache.find(KEY).entry()).contains(second);
        assertThat(BUCKET.keys()).contains("cache/" + KEY + "/1.json", "cache/" + KEY + "/2.json");
    }

    @Test
    void aDamagedEntryIsAMiss() throws IOException {
        StageCache cache = new StageCache(BUCKET.store());
        CacheEntry whole = entry("a", new byte[] {1});
        cache.add(whole);
        BUCKET.store().put("cache/" + KEY + "/2.json", new byte[] {'{'});
        assertThat(cache.find(KEY).entry()).contains(whole);
        BUCKET.store().put("cache/" + KEY + "/1.json", new byte[] {'{'});
        assertThat(cache.find(KEY).entry()).isEmpty();
        assertThat(cache.find(KEY).reason()).contains("damaged");
    }

    @Test
    void theHighestEntryWithAllArtifactsCounts() throws IOException {
        StageCache cache = new StageCache(BUCKET.store());
        for (int i = 1; i <= 11; i++) {
            cache.add(entry("run-" + i, new byte[] {1}));
        }
        assertThat(cache.find(KEY).reason()).isEqualTo("taken from run-11");
        BUCKET.store().put("runs/run-11/model.onnx", new byte[] {1, 2});
        BUCKET.store().delete(List.of("runs/run-10/model.onnx"));
        assertThat(cache.find(KEY).reason()).as("another size, then nothing").isEqualTo("taken from run-9");
    }

    @Test
    void aStageWithoutArtifactsIsAHit() throws IOException {
        StageCache cache = new StageCache(BUCKET.store());
        cache.add(new CacheEntry(CacheEntry.VERSION, KEY, "a", List.of(), new TreeMap<>()));
        assertThat(cache.find(KEY).entry()).isPresent();
    }

    @Test
    void logitsComeBackBitForBit() throws IOException {
        TeacherCache writing = teacher("data", 3);
        float[] logits = {Float.MIN_VALUE, -0f, 1e30f};
        writing.add(44_999, 7, logits);
        writing.add(0, 0, new float[] {1, 2, 3});
        assertThat(writing.unsaved()).isEqualTo(2);
        writing.save();
        assertThat(writing.unsaved()).isZero();
        TeacherCache reading = teacher("data", 3);
        assertThat(reading.size()).isEqualTo(2);
        assertThat(reading.find(44_999, 7)).contains(logits);
        assertThat(reading.find(44_999, 8)).isEmpty();
        assertThat(reading.find(7, 44_999)).isEmpty();
    }

    @Test
    void anotherTeacherDataSetOrWidthSharesNothing() throws IOException {
        TeacherCache writing = teacher("data", 3);
        writing.add(1, 1, new float[3]);
        writing.save();
        assertThat(teacher("other data", 3).size()).isZero();
        assertThat(teacher("data", 4).size()).isZero();
        assertThat(TeacherCache.open(BUCKET.store(), "data", "other teacher", "crop 4", 3)
                        .size())
                .isZero();
        assertThat(TeacherCache.open(BUCKET.store(), "data", "teacher", "none", 3)
                        .size())
                .isZero();
    }

    @Test
    void savingAgainReplacesAndSavingNothingWritesNothing() throws IOException {
        TeacherCache cache = teacher("data", 1);
        cache.save();
        assertThat(BUCKET.keys()).isEmpty();
        for (int image = 0; image < 5; image++) {
            cache.add(image, 0, new float[] {image});
            cache.save();
        }
        assertThat(BUCKET.keys()).hasSize(1);
        assertThat(teacher("data", 1).size()).isEqualTo(5);
        cache.save();
        assertThat(BUCKET.keys()).hasSize(1);
    }

    @Test
    void twoWorkersAtOnceLoseNoRow() throws IOException {
        TeacherCache before = teacher("data", 1);
        before.add(0, 0, new float[] {0});
        before.save();
        TeacherCache one = teacher("data", 1);
        TeacherCache other = teacher("data", 1);
        one.add(1, 0, new float[] {1});
        one.save();
        other.add(2, 0, new float[] {2});
        other.save();
        one.add(3, 0, new float[] {3});
        one.save();
        TeacherCache after = teacher("data", 1);
        for (int image = 0; image < 4; image++) {
            assertThat(after.find(image, 0)).as("image " + image).contains(new float[] {image});
        }
    }

    @Test
    void aRowOfAnotherWidthIsRefusedAndDamageIsNamed() throws IOException {
        TeacherCache cache = teacher("data", 3);
        assertThatThrownBy(() -> cache.add(0, 0, new float[2])).hasMessageContaining("2 values, expected 3");
        cache.add(0, 0, new float[3]);
        cache.save();
        String key = BUCKET.keys().get(0);
        BUCKET.store().put(key, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> teacher("data", 3))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(key);
        byte[] tooMany = {0x4c, 0x54, 0x50, 0x4d, 3, 0, 0, 0, -1, -1, -1, 127};
        BUCKET.store().put(key, tooMany);
        assertThatThrownBy(() -> teacher("data", 3)).hasMessageContaining("do not hold 2147483647 rows");
    }
}
