package org.mindpress.routes.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.storage.ArtifactStore;

/**
 * Local copies of artifacts that are asked for again and again, each checked against its digest once, when it comes. The {@value #KEPT} that were
 * asked for last stay. Thread-safe.
 */
final class VerifiedFiles {
    static final int KEPT = 4;

    private final ArtifactStore store;
    private final Path folder;
    private final Map<String, FileTime> verified = new LinkedHashMap<>(KEPT, 0.75f, true);

    /**
     * Copies from a store.
     *
     * @param folder of the copies alone; made when the first one comes
     */
    VerifiedFiles(ArtifactStore store, Path folder) {
        this.store = store;
        this.folder = folder;
    }

    /**
     * A file with the artifact's bytes, which nobody changes.
     *
     * @throws IOException when it is gone from the bucket, is not what was written, or finds no room here
     */
    synchronized Path file(ArtifactReference artifact) throws IOException {
        Path file = folder.resolve(artifact.sha256());
        FileTime known = verified.get(artifact.sha256());
        // a copy that somebody touched is no copy that was checked
        if (known == null
                || !Files.isRegularFile(file)
                || !Files.getLastModifiedTime(file).equals(known)) {
            verified.remove(artifact.sha256());
            store.download(artifact.key(), file, artifact.sha256());
            verified.put(artifact.sha256(), Files.getLastModifiedTime(file));
            forget();
        }
        return file;
    }

    /** Whoever is just reading a file that goes reads it to its end. Copies of an earlier process go too. */
    private void forget() throws IOException {
        Iterator<String> oldest = verified.keySet().iterator();
        while (verified.size() > KEPT) {
            oldest.next();
            oldest.remove();
        }
        List<Path> copies;
        try (Stream<Path> all = Files.list(folder)) {
            copies = all.toList();
        }
        for (Path copy : copies) {
            String name = copy.getFileName().toString();
            if (name.matches("[0-9a-f]{64}") && !verified.containsKey(name)) {
                Files.deleteIfExists(copy);
            }
        }
    }
}
