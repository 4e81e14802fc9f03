package org.mindpress.routes.service;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.mindpress.monitoring.MindpressMetrics;
import org.mindpress.processors.camel.RunEnd;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.DataListing;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.routes.events.DataWatch;
import org.mindpress.routes.schedule.RunQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens around the work on a run: the queue, those who wait for its end, the run that comes after it. Thread-safe. */
final class RunDuties implements RunWorker.Duties, DataWatch.Door, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunDuties.class);

    private final RunStore runs;
    private final RunIndex index;
    private final Submissions submissions;
    private final MindpressMetrics metrics;
    private final CompletableFuture<RunQueue> queue = new CompletableFuture<>();
    private final CompletableFuture<DataWatch> watch = new CompletableFuture<>();
    private final CompletableFuture<ScheduleKeeper> schedules = new CompletableFuture<>();
    private final Map<RunReference, CompletableFuture<RunEnd>> waiting = new ConcurrentHashMap<>();

    RunDuties(RunStore runs, RunIndex index, Submissions submissions, MindpressMetrics metrics) {
        this.runs = runs;
        this.index = index;
        this.submissions = submissions;
        this.metrics = metrics;
    }

    /** Queue, watch and schedules call this object and this object calls them: they come second. */
    void join(RunQueue startedQueue, DataWatch dataWatch, ScheduleKeeper keeper) {
        watch.complete(dataWatch);
        schedules.complete(keeper);
        queue.complete(startedQueue);
    }

    void enqueue(RunReference run) {
        index.add(run);
        queue.join().enqueue(run.pipeline(), run.run().text());
        metrics.queueLength(queue.join().length());
    }

    CompletableFuture<RunEnd> work(RunReference run) {
        CompletableFuture<RunEnd> end = waiting.computeIfAbsent(run, key -> new CompletableFuture<>());
        enqueue(run);
        return end;
    }

    @Override
    public void ended(RunReference run, RunEnd end) {
        metrics.queueLength(Math.max(0, queue.join().length() - 1));
        Optional.ofNullable(waiting.remove(run)).ifPresent(hope -> hope.complete(end));
    }

    @Override
    public void superseded(RunReference run) throws IOException, StageException {
        Optional<RunRequest> request = runs.request(run);
        if (request.isPresent()) {
            String text = request.get().pipelineText();
            Pipeline pipeline = Submissions.parseRegistered(run.pipeline(), text);
            if (watch.join().follows(pipeline)) {
                LOG.info("run {}: superseded; the next one comes when the data are complete", run);
                return;
            }
            Submitted next = submissions.onData(pipeline, text, "superseded " + run.run());
            LOG.info("run {}: superseded, {} reads the new data", run, next.run());
            enqueue(next.run());
        }
    }

    @Override
    public Optional<Submitted> onData(Pipeline pipeline, String text, DataListing listing)
            throws IOException, StageException {
        Optional<Submitted> run = submissions.onData(pipeline, text, listing);
        run.filter(Submitted::created).ifPresent(submitted -> enqueue(submitted.run()));
        return run;
    }

    @Override
    public void fire(String pipeline) throws IOException {
        schedules.join().look(pipeline);
    }

    /** No new runs; returns when the work in hand has. */
    @Override
    public void close() {
        queue.join().standby();
        queue.join().close();
        waiting.values().forEach(hope -> hope.complete(RunEnd.resumable("the service stopped")));
    }
}
