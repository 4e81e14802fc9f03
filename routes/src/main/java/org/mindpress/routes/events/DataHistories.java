package org.mindpress.routes.events;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.run.InputReference;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStore;
import org.mindpress.storage.StoredObject;

/** What pipelines have made of their data, read from the bucket. Thread-safe. */
final class DataHistories {
    /** Of older runs the trigger records know: equal data find the run of then. */
    private static final int NEWEST = 20;

    private final RunStore runs;

    DataHistories(RunStore runs) {
        this.runs = runs;
    }

    DataHistory of(String pipeline, String digest) throws IOException {
        List<RunReference> all = runs.list(pipeline);
        boolean asked = false;
        for (RunReference run : all.subList(0, Math.min(NEWEST, all.size()))) {
            Optional<InputReference> data =
                    runs.request(run).map(request -> request.inputs().get(RunRequest.DATA));
            asked |= data.isPresent();
            if (data.filter(input -> input.digest().equals(digest)).isPresent()) {
                return DataHistory.readBy(run);
            }
        }
        return asked ? DataHistory.OTHER_DATA : DataHistory.noRunSince(registered(pipeline));
    }

    private Instant registered(String pipeline) throws IOException {
        return runs.bucket().list("pipelines/" + pipeline + "/").stream()
                .map(StoredObject::lastModified)
                .min(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }
}
