package org.mindpress.routes.webhook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.run.Documents;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.StoredObject;

/** Messages in the bucket that are on their way, and those that nobody took. Thread-safe. */
final class DeliveryStore {
    private static final String OUTBOX = "webhooks/outbox/";
    private static final String DEAD = "webhooks/dead/";

    private final ArtifactStore bucket;

    DeliveryStore(ArtifactStore bucket) {
        this.bucket = bucket;
    }

    /** Adds a message; false when the same one is on its way. */
    boolean add(Delivery delivery) throws IOException {
        return bucket.create(key(OUTBOX, delivery.id()), Documents.write(delivery));
    }

    List<Delivery> outbox() throws IOException {
        return all(OUTBOX);
    }

    List<Delivery> dead() throws IOException {
        return all(DEAD);
    }

    void update(Delivery delivery) throws IOException {
        bucket.put(key(OUTBOX, delivery.id()), Documents.write(delivery));
    }

    void delivered(Delivery delivery) throws IOException {
        bucket.delete(List.of(key(OUTBOX, delivery.id())));
    }

    /** Written there before it goes here: an interruption leaves it twice, never not at all. */
    void bury(Delivery delivery) throws IOException {
        bucket.put(key(DEAD, delivery.id()), Documents.write(delivery));
        bucket.delete(List.of(key(OUTBOX, delivery.id())));
    }

    /** Sends a dead message on its way again; empty when there is none of that id. */
    Optional<Delivery> revive(String id, java.time.Instant now) throws IOException {
        Optional<Delivery> found =
                dead().stream().filter(delivery -> delivery.id().equals(id)).findFirst();
        if (found.isPresent()) {
            update(found.get().again(now));
            bucket.delete(List.of(key(DEAD, id)));
        }
        return found;
    }

    private List<Delivery> all(String prefix) throws IOException {
        List<Delivery> all = new ArrayList<>();
        for (StoredObject object : bucket.list(prefix)) {
            Optional<byte[]> bytes = bucket.find(object.key());
            if (bytes.isPresent()) {
                all.add(Documents.read(object.key(), bytes.get(), Delivery.class));
            }
        }
        return all;
    }

    private static String key(String prefix, String id) {
        return prefix + id + ".json";
    }
}
