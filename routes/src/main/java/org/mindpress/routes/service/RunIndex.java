package org.mindpress.routes.service;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.stage.RunListener;

/**
 * The runs of the bucket in memory, so that a list of thousands costs no reading. The bucket decides: what this process submits or ends is here
 * at once, what others do after the next {@link #reconcile}. Ends are written once, so they are kept for good, in a file where there is one. Thread-safe.
 */
final class RunIndex implements RunListener {
    private final RunStore runs;
    private final Optional<EndedRunFile> file;
    private final Map<RunReference, Optional<EndedRun>> known = new ConcurrentSkipListMap<>(RunQuery.ORDER);
    private final Map<RunReference, EndedRun> remembered = new TreeMap<>(RunQuery.ORDER);
    private volatile boolean listed;

    /**
     * An index that knows nothing yet.
     *
     * @param file of ends that were seen before; empty when nothing is to outlive the process
     */
    RunIndex(RunStore runs, Optional<EndedRunFile> file) {
        this.runs = runs;
        this.file = file;
        file.ifPresent(kept -> kept.read().forEach(end -> remembered.put(end.reference(), end)));
    }

    /** All runs, newest first. */
    List<RunReference> list() throws IOException {
        listOnce();
        return List.copyOf(known.keySet());
    }

    /** The runs of one pipeline, newest first. */
    List<RunReference> list(String pipeline) throws IOException {
        return list().stream().filter(run -> run.pipeline().equals(pipeline)).toList();
    }

    /** The run of that id; a unique beginning or end of an id is enough. Empty when there is none or more than one. */
    Optional<RunReference> find(String text) throws IOException {
        List<RunReference> found = list().stream()
                .filter(run -> run.run().text().startsWith(text)
                        || run.run().text().endsWith(text)
                        || run.toString().equals(text))
                .limit(2)
                .toList();
        // another process may just have made it
        return found.isEmpty() ? runs.find(text) : Optional.of(found.get(0)).filter(one -> found.size() == 1);
    }

    /** How a run ended; looks into the bucket as long as it has not. */
    Optional<EndedRun> ended(RunReference run) throws IOException {
        Optional<EndedRun> end = Optional.ofNullable(known.get(run)).flatMap(seen -> seen);
        if (end.isEmpty()) {
            runs.outcome(run).ifPresent(outcome -> keep(run, outcome));
            end = Optional.ofNullable(known.get(run)).flatMap(seen -> seen);
        }
        return end;
    }

    /** Whether {@link #ended} would have to look into the bucket. */
    boolean isUnknown(RunReference run) {
        return Optional.ofNullable(known.get(run)).flatMap(seen -> seen).isEmpty();
    }

    /** Runs that had no end when they were looked at last, oldest first. */
    List<RunReference> open() throws IOException {
        listOnce();
        return known.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .sorted(RunQuery.ORDER.reversed())
                .toList();
    }

    /** A run that may be new. */
    void add(RunReference run) {
        known.putIfAbsent(run, Optional.empty());
    }

    /** Takes over what the bucket holds: runs that came or went, and ends of the open ones. */
    void reconcile() throws IOException {
        listAgain();
        for (RunReference run : open()) {
            ended(run);
        }
    }

    private void listOnce() throws IOException {
        if (!listed) {
            synchronized (this) {
                if (!listed) {
                    listAgain();
                }
            }
        }
    }

    private synchronized void listAgain() throws IOException {
        TreeSet<RunReference> before = new TreeSet<>(RunQuery.ORDER);
        before.addAll(known.keySet());
        TreeSet<RunReference> there = new TreeSet<>(RunQuery.ORDER);
        there.addAll(runs.list());
        // a run that was added meanwhile is not gone
        before.stream().filter(run -> !there.contains(run)).forEach(known::remove);
        for (RunReference run : there) {
            known.putIfAbsent(run, Optional.ofNullable(remembered.remove(run)));
        }
        remembered.clear();
        listed = true;
    }

    private void keep(RunReference run, RunOutcome outcome) {
        EndedRun end = EndedRun.of(run, outcome);
        if (!Optional.of(end).equals(known.put(run, Optional.of(end)))) {
            file.ifPresent(kept -> kept.append(end));
        }
    }

    @Override
    public void runFinished(RunReference run, RunOutcome outcome) {
        keep(run, outcome);
    }
}
