package org.mindpress.processors.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.StoredObject;

/**
 * Registered pipeline files: {@code pipelines/<name>/<n>.yaml}, each version created once; the highest counts. Beside it
 * {@code <n>-version.json} says who and when. The create of the text decides between writers. Thread-safe.
 */
public final class PipelineStore {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?");
    private static final int MOST_TRIES = 100;

    private final ArtifactStore store;

    public PipelineStore(ArtifactStore store) {
        this.store = store;
    }

    /** Whether a pipeline may be called so. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Names of all registered pipelines. */
    public List<String> names() throws IOException {
        return store.folders("pipelines/");
    }

    /** The text that counts. */
    public Optional<String> latest(String name) throws IOException {
        int highest = highest(name);
        return highest == 0 ? Optional.empty() : Optional.of(text(store.read(textKey(name, highest))));
    }

    /** The version that counts; empty when there is no such pipeline. */
    public Optional<RegisteredPipeline> current(String name) throws IOException {
        int highest = highest(name);
        return highest == 0 ? Optional.empty() : read(name, highest);
    }

    /** One version; empty when there is none of that number. */
    public Optional<RegisteredPipeline> read(String name, int number) throws IOException {
        if (number < 1 || !isName(name)) {
            return Optional.empty();
        }
        Optional<byte[]> bytes = store.find(textKey(name, number));
        return bytes.isEmpty()
                ? Optional.empty()
                : Optional.of(new RegisteredPipeline(version(name, number, bytes.get()), text(bytes.get())));
    }

    /** All versions, the first one first; none when there is no such pipeline. */
    public List<PipelineVersion> versions(String name) throws IOException {
        List<PipelineVersion> versions = new ArrayList<>();
        for (int number : numbers(name)) {
            versions.add(version(name, number, store.read(textKey(name, number))));
        }
        return versions;
    }

    /**
     * Makes a text the one that counts, if nobody else has changed the pipeline meanwhile: of any number of callers with one base exactly one
     * wins.
     *
     * @param base number of the version that the caller has seen, 0 for none
     * @param by who
     * @param at when
     * @return the new version; empty when somebody was faster, or the base was never the newest one
     */
    public Optional<PipelineVersion> replace(String name, int base, String text, String by, Instant at)
            throws IOException {
        if (highest(name) != base) {
            return Optional.empty();
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int number = base + 1;
        if (!store.create(textKey(name, number), bytes)) {
            return Optional.empty();
        }
        PipelineVersion version = new PipelineVersion(
                PipelineVersion.VERSION, name, number, Sha256.of(bytes), by, at.truncatedTo(ChronoUnit.MILLIS));
        store.create(versionKey(name, number), Documents.write(version));
        return Optional.of(version);
    }

    /** Makes a text the one that counts, whatever counted before; nothing is written when it already does. Returns its number. */
    public int register(String name, String text, String by, Instant at) throws IOException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            int highest = highest(name);
            if (highest > 0 && text.equals(text(store.read(textKey(name, highest))))) {
                return highest;
            }
            Optional<PipelineVersion> made = replace(name, highest, text, by, at);
            if (made.isPresent()) {
                return made.get().number();
            }
        }
        throw new IOException("pipeline " + name + ": no free version number");
    }

    private int highest(String name) throws IOException {
        List<Integer> numbers = numbers(name);
        return numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
    }

    private List<Integer> numbers(String name) throws IOException {
        return isName(name) ? Numbered.of(store.list(prefix(name)), prefix(name)) : List.of();
    }

    private PipelineVersion version(String name, int number, byte[] text) throws IOException {
        String key = versionKey(name, number);
        Optional<byte[]> document = store.find(key);
        if (document.isPresent()) {
            return Documents.read(key, document.get(), PipelineVersion.class);
        }
        Instant written = store.stat(textKey(name, number))
                .map(StoredObject::lastModified)
                .orElse(Instant.EPOCH);
        return new PipelineVersion(
                PipelineVersion.VERSION, name, number, Sha256.of(text), PipelineVersion.UNKNOWN, written);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String textKey(String name, int number) {
        return prefix(name) + number + ".yaml";
    }

    private static String versionKey(String name, int number) {
        return prefix(name) + number + "-version.json";
    }

    private static String prefix(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("'" + name + "' is no name of a pipeline");
        }
        return "pipelines/" + name + "/";
    }
}
