package org.mindpress.processors.device;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mindpress.processors.report.DeviceRecord;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunReference;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.StoredObject;

/**
 * The device records of runs: {@code device/<n>-result.json}, a device's answer as it came, and {@code device/<n>.json}, what it proves. Both
 * are created once. Thread-safe.
 */
public final class DeviceRecords {
    private static final Pattern NAME = Pattern.compile("(\\d{1,9})(-result)?\\.json");
    private static final int MOST_TRIES = 100;

    private final ArtifactStore store;

    public DeviceRecords(ArtifactStore store) {
        this.store = store;
    }

    /** {@code runs/<pipeline>/<run>/device/}. */
    public static String prefix(RunReference run) {
        return run.prefix() + "device/";
    }

    /** All records of a run in the order recorded. */
    public List<DeviceRecord> of(RunReference run) throws IOException {
        List<DeviceRecord> records = new ArrayList<>();
        for (int number = 1; number <= highest(run); number++) {
            String key = prefix(run) + number + ".json";
            Optional<byte[]> bytes = store.find(key);
            if (bytes.isPresent()) {
                records.add(Documents.read(key, bytes.get(), DeviceRecord.class));
            }
        }
        return records;
    }

    /**
     * Keeps a record and the answer that it judges; an answer that was judged before is not kept again.
     *
     * @param result bytes of the answer
     * @return the record that counts
     */
    public DeviceRecord add(RunReference run, DeviceRecord record, byte[] result) throws IOException {
        Optional<DeviceRecord> known = of(run).stream()
                .filter(each -> Sha256.of(result).equals(each.digests().get("result.json")))
                .findFirst();
        if (known.isPresent()) {
            return known.get();
        }
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            int number = highest(run) + 1;
            if (store.create(prefix(run) + number + "-result.json", result)
                    && store.create(prefix(run) + number + ".json", Documents.write(record))) {
                return record;
            }
        }
        throw new IOException("run " + run + ": no free number for a device record");
    }

    private int highest(RunReference run) throws IOException {
        int highest = 0;
        for (StoredObject object : store.list(prefix(run))) {
            Matcher matcher = NAME.matcher(object.key().substring(prefix(run).length()));
            if (matcher.matches()) {
                highest = Math.max(highest, Integer.parseInt(matcher.group(1)));
            }
        }
        return highest;
    }
}
