package org.mindpress.processors.release;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.Numbered;
import org.mindpress.storage.ArtifactStore;

/** The release records of a bucket: {@code releases/<pipeline>/<channel>/<n>.json}, each created once. Thread-safe. */
public final class ReleaseStore {
    private final ArtifactStore store;

    public ReleaseStore(ArtifactStore store) {
        this.store = store;
    }

    /** Pipelines that have a release. */
    public List<String> pipelines() throws IOException {
        return store.folders("releases/");
    }

    /** All releases of a channel; empty when there is none. */
    public ReleaseHistory history(String pipeline, Channel channel) throws IOException {
        String prefix = prefix(pipeline, channel);
        List<ReleaseRecord> records = new ArrayList<>();
        for (int number : Numbered.of(store.list(prefix), prefix)) {
            records.add(read(pipeline, channel, number)
                    .orElseThrow(() -> new IOException("release " + prefix + number + ".json came and went")));
        }
        return new ReleaseHistory(pipeline, channel, records);
    }

    /** One release. */
    public Optional<ReleaseRecord> read(String pipeline, Channel channel, int number) throws IOException {
        String key = prefix(pipeline, channel) + number + ".json";
        Optional<byte[]> bytes = store.find(key);
        return bytes.isEmpty() ? Optional.empty() : Optional.of(Documents.read(key, bytes.get(), ReleaseRecord.class));
    }

    /** What a channel holds, at the cost of one record. */
    public Optional<ReleaseRecord> current(String pipeline, Channel channel) throws IOException {
        String prefix = prefix(pipeline, channel);
        List<Integer> numbers = Numbered.of(store.list(prefix), prefix);
        return numbers.isEmpty() ? Optional.empty() : read(pipeline, channel, numbers.get(numbers.size() - 1));
    }

    /** Appends a record under its number; false when that number is taken: somebody else was faster. */
    boolean append(ReleaseRecord record) throws IOException {
        return store.create(
                prefix(record.pipeline(), record.channel()) + record.number() + ".json", Documents.write(record));
    }

    private static String prefix(String pipeline, Channel channel) {
        if (pipeline.isEmpty() || pipeline.contains("/")) {
            throw new IllegalArgumentException("'" + pipeline + "' is no name of a pipeline");
        }
        return "releases/" + pipeline + "/" + channel.spelling() + "/";
    }
}
