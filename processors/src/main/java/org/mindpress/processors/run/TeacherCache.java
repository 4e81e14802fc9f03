package org.mindpress.processors.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.StoreUnavailableException;
import org.mindpress.storage.StoredObject;

/**
 * Logits of one teacher on one data set, by image and view, kept over runs under {@code cache/teacher/<digest>/}: what lies there is
 * never computed again. Several workers may add at once: each removes only objects of which it holds all rows. Not thread-safe.
 */
public final class TeacherCache {
    private static final int MAGIC = 0x4d50544c;
    private static final int MOST_TRIES = 20;

    private final ArtifactStore store;
    private final String prefix;
    private final int classes;
    private final Map<Long, float[]> rows = new HashMap<>();
    private final Set<String> held = new TreeSet<>();
    private int nextNumber;
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
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            if (cache.readAll()) {
                return cache;
            }
        }
        throw new StoreUnavailableException(
                "teacher logits under " + cache.prefix + " change faster than they are read");
    }

    /** False when another worker replaced an object between listing and reading. */
    private boolean readAll() throws IOException {
        for (StoredObject object : store.list(prefix)) {
            if (held.contains(object.key())) {
                continue;
            }
            Optional<byte[]> content = store.find(object.key());
            if (content.isEmpty()) {
                return false;
            }
            decode(object.key(), content.get());
            held.add(object.key());
            nextNumber = Math.max(nextNumber, number(object.key()) + 1);
        }
        return true;
    }

    private int number(String key) {
        String name = key.substring(prefix.length());
        return name.matches("\\d{6}\\.bin") ? Integer.parseInt(name.substring(0, 6)) : 0;
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

    /** Writes everything at hand as one new object and removes those that it was read from. */
    public void save() throws IOException {
        if (unsaved == 0) {
            return;
        }
        byte[] content = encode();
        while (!store.create(key(nextNumber), content)) {
            nextNumber++;
        }
        store.delete(held);
        held.clear();
        held.add(key(nextNumber));
        nextNumber++;
        unsaved = 0;
    }

    private String key(int number) {
        return prefix + String.format(Locale.ROOT, "%06d.bin", number);
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
