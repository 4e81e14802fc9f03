package org.mindpress.routes.events;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.mindpress.processors.pipeline.Completeness;
import org.mindpress.processors.pipeline.DataSettings;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.DataListing;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.routes.events.DataReaders.Reader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the data sets of registered pipelines. Events only mark a set; a look lists it and {@link DataSetRule} decides. Marked sets are looked
 * at within {@value #MARKED_SECONDS} s, all of them every {@value #ALL_SECONDS} s, so that lost events cost time and nothing else. What is
 * remembered here saves looks; the bucket alone says which run exists. Thread-safe.
 */
public final class DataWatch implements AutoCloseable {
    static final long MARKED_SECONDS = 2;
    static final long ALL_SECONDS = 60;
    private static final Logger LOG = LoggerFactory.getLogger(DataWatch.class);

    private final RunStore runs;
    private final Door door;
    private final Clock clock;
    private final DataReaders readers;
    private final DataHistories histories;
    private final Set<String> marked = ConcurrentHashMap.newKeySet();
    private final Map<String, DataSetState> states = new HashMap<>();
    private final Map<String, Settled> settled = new HashMap<>();
    private final Map<String, String> waiting = new HashMap<>();
    private final Map<String, String> told = new HashMap<>();
    private volatile boolean started;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "data-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** Where runs come in. */
    public interface Door {
        /**
         * Starts the run of a pipeline for a listing, or finds it, and sees to it that it is worked on.
         *
         * @return empty when the data set has changed since it was listed
         * @throws StageException when the pipeline cannot run on what is there
         */
        Optional<Submitted> onData(Pipeline pipeline, String text, DataListing listing)
                throws IOException, StageException;
    }

    private record Settled(String digest, DataDecision decision, Optional<RunReference> run) {}

    public DataWatch(RunStore runs, Door door, Clock clock) {
        this.runs = runs;
        this.door = door;
        this.clock = clock;
        this.readers = new DataReaders(runs.bucket());
        this.histories = new DataHistories(runs);
    }

    /** Looks by itself from now on. */
    public void start() {
        started = true;
        var unusedMarks = timer.scheduleWithFixedDelay(
                () -> quietly(this::lookAtMarked), MARKED_SECONDS, MARKED_SECONDS, TimeUnit.SECONDS);
        var unusedAll = timer.scheduleWithFixedDelay(
                () -> quietly(this::lookAtAll), MARKED_SECONDS, ALL_SECONDS, TimeUnit.SECONDS);
    }

    /** These sets may have changed. Costs nothing: any number of calls before the next look are one. */
    public void mark(Collection<String> sets) {
        marked.addAll(sets);
    }

    /**
     * Newer data overtook a run of the pipeline. Marks the set when this object decides what comes next: it looks by itself, knows the pipeline,
     * and can tell when the set is complete.
     *
     * @return false when nothing here will start the next run
     */
    public boolean follows(Pipeline pipeline) throws IOException {
        String set = pipeline.data().set();
        boolean telling = pipeline.data().completeness().rule() == Completeness.Rule.QUIET
                || runs.bucket()
                        .stat(pipeline.data().prefix() + DataSettings.MARKER)
                        .isPresent();
        boolean known = readersBySet().getOrDefault(set, List.of()).stream()
                .anyMatch(reader -> reader.name().equals(pipeline.name()));
        if (!started || !telling || !known) {
            return false;
        }
        mark(List.of(set));
        return true;
    }

    /** Looks at the sets that were marked since the last look. */
    void lookAtMarked() throws IOException {
        List<String> sets = List.copyOf(marked);
        if (!sets.isEmpty()) {
            lookAt(sets);
        }
    }

    /** Looks at every set that a registered pipeline reads. */
    void lookAtAll() throws IOException {
        lookAt(readersBySet().keySet());
    }

    /**
     * Looks at these sets now.
     *
     * @return one look for each pipeline that reads one of them
     * @throws IOException when the bucket does not answer; the sets stay marked
     */
    public List<DataLook> lookAt(Collection<String> sets) throws IOException {
        marked.addAll(sets);
        List<DataLook> looks = new ArrayList<>();
        SortedMap<String, List<Reader>> bySet = readersBySet();
        for (String set : new TreeSet<>(sets)) {
            marked.remove(set);
            try {
                looks.addAll(look(set, bySet.getOrDefault(set, List.of())));
            } catch (IOException e) {
                marked.add(set);
                throw e;
            }
        }
        return looks;
    }

    private synchronized SortedMap<String, List<Reader>> readersBySet() throws IOException {
        return readers.bySet();
    }

    private synchronized List<DataLook> look(String set, List<Reader> pipelines) throws IOException {
        List<DataLook> looks = new ArrayList<>();
        if (pipelines.isEmpty()) {
            states.remove(set);
            return looks;
        }
        DataListing listing = DataListing.of(runs.bucket(), "datasets/" + set + "/");
        Instant now = clock.instant();
        DataSetState before = states.get(set);
        DataSetState state = before == null ? DataSetState.first(listing, now) : before.next(listing, now);
        states.put(set, state);
        for (Reader reader : pipelines) {
            looks.add(look(listing, state, reader, now));
        }
        return looks;
    }

    private DataLook look(DataListing listing, DataSetState state, Reader reader, Instant now) throws IOException {
        Pipeline pipeline = reader.pipeline().orElseThrow();
        Settled done = settled.get(reader.name());
        if (done != null && done.digest().equals(state.digest())) {
            return answer(pipeline, done.decision(), done.run().map(run -> new Submitted(run, false)));
        }
        Completeness completeness = pipeline.data().completeness();
        if (state.digest().equals(waiting.remove(reader.name()))) {
            // an upload that nobody ends is looked at for days; which runs there are matters only once it may start one
            DataDecision still = DataSetRule.decide(listing, state, completeness, DataHistory.OTHER_DATA, now);
            if (still.kind() == DataDecision.Kind.WAIT) {
                waiting.put(reader.name(), state.digest());
                return answer(pipeline, still, Optional.empty());
            }
        }
        DataHistory history = histories.of(reader.name(), state.digest());
        DataDecision decision = DataSetRule.decide(listing, state, completeness, history, now);
        switch (decision.kind()) {
            case SUBMIT -> {
                return submit(listing, state, reader, decision);
            }
            case NONE -> settled.put(reader.name(), new Settled(state.digest(), decision, history.reader()));
            case WAIT -> waiting.put(reader.name(), state.digest());
        }
        tell(reader.name(), decision.kind().spelling() + ": " + decision.reason());
        return answer(pipeline, decision, history.reader().map(run -> new Submitted(run, false)));
    }

    private DataLook submit(DataListing listing, DataSetState state, Reader reader, DataDecision decision)
            throws IOException {
        Pipeline pipeline = reader.pipeline().orElseThrow();
        try {
            Optional<Submitted> run = door.onData(pipeline, reader.text(), listing);
            if (run.isEmpty()) {
                marked.add(pipeline.data().set());
                return answer(pipeline, DataDecision.waitFor("changed while it was looked at"), run);
            }
            RunReference reference = run.get().run();
            settled.put(
                    reader.name(),
                    new Settled(
                            state.digest(),
                            DataDecision.none("run " + reference.run() + " reads exactly these objects"),
                            Optional.of(reference)));
            tell(reader.name(), "run " + reference.run() + ": " + decision.reason());
            return answer(pipeline, decision, run);
        } catch (StageException e) {
            tell(reader.name(), "does not run for the new data: " + e.getMessage());
            return answer(pipeline, DataDecision.none("cannot run: " + e.getMessage()), Optional.empty());
        }
    }

    /** One line when something else is decided than before, not one a minute. */
    private void tell(String pipeline, String text) {
        if (!text.equals(told.put(pipeline, text))) {
            LOG.info("pipeline {}: {}", pipeline, text);
        }
    }

    private static DataLook answer(Pipeline pipeline, DataDecision decision, Optional<Submitted> run) {
        return new DataLook(
                pipeline.data().set(), pipeline.name(), decision.kind().spelling(), decision.reason(), run);
    }

    private interface Work {
        void run() throws IOException;
    }

    private void quietly(Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            LOG.warn("data sets could not be looked at, again in {} s at most: {}", ALL_SECONDS, e.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
