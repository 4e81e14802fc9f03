package org.mindpress.processors.child;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageName;

/** What the children of this process have logged so far. A log is here from the start of its child until it is in the bucket. Thread-safe. */
public final class LiveLogs {
    private final Map<Place, ChildLog> logs = new ConcurrentHashMap<>();

    private record Place(RunReference run, StageName stage) {}

    void opened(ChildLog log) {
        logs.put(new Place(log.run(), log.stage()), log);
    }

    void kept(ChildLog log) {
        logs.remove(new Place(log.run(), log.stage()), log);
    }

    /**
     * What a stage that runs here has logged since a reader looked last; empty when it does not run here.
     *
     * @param attempt that the reader was told last; empty when it begins
     * @param from {@link LogPart#next} that it was told last
     */
    public Optional<LogPart> after(RunReference run, StageName stage, String attempt, long from) throws IOException {
        Optional<ChildLog> log = Optional.ofNullable(logs.get(new Place(run, stage)));
        if (log.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(log.get().after(attempt, from));
        } catch (FileNotFoundException absent) {
            return logs.containsValue(log.get())
                    ? Optional.of(LogPart.none(log.get().attempt()))
                    : Optional.empty();
        }
    }
}
