package org.mindpress.processors.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mindpress.storage.ArtifactStore;

/**
 * Logits of one teacher on one data set, by image and view, kept over runs under {@code cache/teacher/<digest>/}. Each epoch of views is
 * one object: what lies there is never computed again. Not thread-safe.
 */
public final class TeacherCache {
    private static final int MAGIC = 0x4d50544c;

    private final ArtifactStore store;
    private final String prefix;
    private final int classes;
    private final Map<Long, float[]> rows = new HashMap<>();
    private int segments;
    private int unsaved;

    private TeacherCache(ArtifactStore store, String prefix, int classes) {
        this.store = store;
        this.prefix = prefix;
        this.classes = classes;
    }

    /**
     * Opens the cache of a teacher and reads what it holds.
     *
     * @param dataDigest digest of the training split
     * @param teacherDigest SHA-256 of the teacher's file
     * @param augmentation spelling of the augmentation: views count within it
     * @param classes values per row
     */
    public static TeacherCache open(
            ArtifactStore store, String dataDigest, String teacherDigest, String augmentation, int classes)
            throws IOException {
        String digest = new FieldDigest("teacher")
                .field("data", dataDigest)
                .field("teacher", teacherDigest)
                .field("augmentation", augmentation)
                .field("classes", classes)
                .hex();
        TeacherCache cache = new TeacherCache(store, "cache/teacher/" + digest + "/", classes);
        for (var object : store.list(cache.prefix)) {
            cache.decode(object.key(), store.read(object.key()));
            cache.segments++;
        }
        return cache;
    }

    /** Rows at hand. */
    public int size() {
        return rows.size();
    }

    /** Logits of one image in one view; the array must not be changed. */
    public Optional<float[]> find(int image, int view) {
        return Optional.ofNullable(rows.get(place(image, view)));
    }

    /** Keeps a row until {@link #save}. */
    public void add(int image, int view, float[] logits) {
        if (logits.length != classes) {
            throw new IllegalArgumentException("teacher logits: " + logits.length + " values, expected " + classes);
        }
        if (rows.put(place(image, view), logits) == null) {
            unsaved++;
        }
    }

    /** Rows that {@link #save} would write. */
    public int unsaved() {
        return unsaved;
    }

    /** Writes everything at hand as a new object, of which the name follows from nothing but a free number, and removes the older ones. */
    public void save() throws IOException {
        if (unsaved == 0) {
            return;
        }
        byte[] content = encode();
        var older = store.list(prefix).stream().map(object -> object.key()).toList();
        int number = segments;
        while (!store.create(prefix + String.format("%06d.bin", number), content)) {
            number++;
        }
        store.delete(older);
        segments = number + 1;
        unsaved = 0;
    }

    private byte[] encode() {
        ByteBuffer buffer = ByteBuffer.allocate(3 * Integer.BYTES + rows.size() * (Long.BYTES + classes * Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(MAGIC).putInt(classes).putInt(rows.size());
        rows.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            buffer.putLong(entry.getKey());
            for (float value : entry.getValue()) {
                buffer.putFloat(value);
            }
        });
        return buffer.array();
    }

    private void decode(String key, byte[] content) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (content.length < 3 * Integer.BYTES || buffer.getInt() != MAGIC || buffer.getInt() != classes) {
            throw new IOException(key + ": no teacher logits of " + classes + " classes");
        }
        int count = buffer.getInt();
        if (count < 0 || buffer.remaining() != (long) count * (Long.BYTES + classes * Float.BYTES)) {
            throw new IOException(key + ": " + content.length + " bytes do not hold " + count + " rows");
        }
        for (int i = 0; i < count; i++) {
            long place = buffer.getLong();
            float[] row = new float[classes];
            buffer.asFloatBuffer().get(row);
            buffer.position(buffer.position() + classes * Float.BYTES);
            rows.put(place, row);
        }
    }

    private static long place(int image, int view) {
        return ((long) image << 32) | view;
    }
}
