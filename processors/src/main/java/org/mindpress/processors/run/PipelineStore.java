package org.mindpress.processors.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.mindpress.storage.ArtifactStore;

/** Registered pipeline files: {@code pipelines/<name>/<n>.yaml}, each version created once; the highest counts. Thread-safe. */
public final class PipelineStore {
    private static final int MOST_TRIES = 100;

    private final ArtifactStore store;

    public PipelineStore(ArtifactStore store) {
        this.store = store;
    }

    /** Names of all registered pipelines. */
    public List<String> names() throws IOException {
        return store.folders("pipelines/");
    }

    /** The text that counts. */
    public Optional<String> latest(String name) throws IOException {
        List<Integer> numbers = Numbered.of(store.list(prefix(name)), prefix(name));
        if (numbers.isEmpty()) {
            return Optional.empty();
        }
        byte[] text = store.read(prefix(name) + numbers.get(numbers.size() - 1) + ".yaml");
        return Optional.of(new String(text, StandardCharsets.UTF_8));
    }

    /** Makes a text the one that counts; nothing is written when it already is. Returns its number. */
    public int register(String name, String text) throws IOException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            List<Integer> numbers = Numbered.of(store.list(prefix(name)), prefix(name));
            int highest = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
            if (highest > 0 && latest(name).filter(text::equals).isPresent()) {
                return highest;
            }
            if (store.create(prefix(name) + (highest + 1) + ".yaml", text.getBytes(StandardCharsets.UTF_8))) {
                return highest + 1;
            }
        }
        throw new IOException("pipeline " + name + ": no free version number");
    }

    private static String prefix(String name) {
        return "pipelines/" + name + "/";
    }
}
