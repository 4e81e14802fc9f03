package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.CorruptObjectException;
import org.mindpress.storage.MissingObjectException;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.StoredObject;
import org.mindpress.storage.WrittenObject;

/** A bucket in memory. */
final class MemoryStore implements ArtifactStore {
    private final TreeMap<String, byte[]> objects = new TreeMap<>();

    /** Another bucket with the same objects. */
    synchronized MemoryStore copy() {
        MemoryStore other = new MemoryStore();
        other.objects.putAll(objects);
        return other;
    }

    @Override
    public synchronized boolean create(String key, byte[] content) {
        return objects.putIfAbsent(key, content.clone()) == null;
    }

    @Override
    public synchronized WrittenObject put(String key, byte[] content) {
        objects.put(key, content.clone());
        return new WrittenObject(key, content.length, Sha256.of(content));
    }

    @Override
    public WrittenObject upload(String key, Path file) throws IOException {
        return put(key, Files.readAllBytes(file));
    }

    @Override
    public byte[] read(String key) throws IOException {
        return find(key).orElseThrow(() -> new MissingObjectException(key));
    }

    @Override
    public byte[] read(String key, String sha256) throws IOException {
        byte[] content = read(key);
        if (!Sha256.of(content).equals(sha256)) {
            throw new CorruptObjectException(key, sha256, Sha256.of(content));
        }
        return content;
    }

    @Override
    public synchronized Optional<byte[]> find(String key) {
        return Optional.ofNullable(objects.get(key)).map(byte[]::clone);
    }

    @Override
    public String download(String key, Path target) throws IOException {
        byte[] content = read(key);
        write(target, content);
        return Sha256.of(content);
    }

    @Override
    public void download(String key, Path target, String sha256) throws IOException {
        write(target, read(key, sha256));
    }

    private static void write(Path target, byte[] content) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.write(target, content);
    }

    @Override
    public Optional<StoredObject> stat(String key) {
        return find(key).map(content -> object(key, content));
    }

    @Override
    public synchronized List<StoredObject> list(String prefix) {
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> object(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public synchronized List<String> folders(String prefix) {
        return objects.keySet().stream()
                .filter(key -> key.startsWith(prefix) && key.indexOf('/', prefix.length()) > 0)
                .map(key -> key.substring(prefix.length(), key.indexOf('/', prefix.length())))
                .distinct()
                .toList();
    }

    @Override
    public synchronized void delete(Collection<String> keys) {
        keys.forEach(objects::remove);
    }

    @Override
    public Instant serverTime() {
        return Instant.EPOCH;
    }

    @Override
    public void close() {}

    private static StoredObject object(String key, byte[] content) {
        return new StoredObject(key, content.length, Sha256.of(content), Instant.EPOCH);
    }
}
