package org.mindpress.routes.service;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.mindpress.monitoring.MindpressMetrics;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.stage.Figures;
import org.mindpress.routes.schedule.RunQueue;
import org.mindpress.routes.webhook.ReleaseNews;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into the bucket at start and every {@value #SECONDS} s: outcomes that other processes made go to the gauges; a lasting service
 * also keeps schedules, tells of releases that others made and takes up runs that nobody works on.
 */
final class PickUp implements AutoCloseable {
    static final long SECONDS = 30;
    private static final int NEWEST_OUTCOMES = 20;
    private static final Logger LOG = LoggerFactory.getLogger(PickUp.class);

    private final RunStore runs;
    private final RunIndex index;
    private final PipelineStore pipelines;
    private final MindpressMetrics metrics;
    private final RunQueue queue;
    private final ScheduleKeeper schedules;
    private final ReleaseNews releases;
    private final boolean lasting;
    private final Clock clock;
    private final Set<RunReference> shown = new HashSet<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "pick-up");
        thread.setDaemon(true);
        return thread;
    });

    PickUp(
            RunStore runs,
            RunIndex index,
            MindpressMetrics metrics,
            RunQueue queue,
            ScheduleKeeper schedules,
            ReleaseNews releases,
            boolean lasting,
            Clock clock) {
        this.runs = runs;
        this.index = index;
        this.pipelines = new PipelineStore(runs.bucket());
        this.metrics = metrics;
        this.queue = queue;
        this.schedules = schedules;
        this.releases = releases;
        this.lasting = lasting;
        this.clock = clock;
    }

    void start() {
        var unused = timer.scheduleWithFixedDelay(this::look, 0, SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            once();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the bucket could not be looked through, again in {} s: {}", SECONDS, e.getMessage());
        }
    }

    /** One look. */
    synchronized void once() throws IOException {
        index.reconcile();
        Map<String, List<RunReference>> runsOf =
                index.list().stream().collect(Collectors.groupingBy(RunReference::pipeline));
        for (Map.Entry<String, List<RunReference>> pipeline : runsOf.entrySet()) {
            showOutcomes(pipeline.getKey(), pipeline.getValue());
        }
        if (lasting) {
            for (String pipeline : pipelines.names()) {
                schedules.look(pipeline);
            }
            showSchedules();
            for (RunReference run : index.open()) {
                if (runs.request(run).isPresent()) {
                    queue.ensure(run.pipeline(), run.run().text());
                }
            }
        }
        metrics.queueLength(queue.length());
        if (lasting) {
            releases.look();
        }
    }

    private void showOutcomes(String pipeline, List<RunReference> newestFirst) throws IOException {
        List<RunReference> newest = newestFirst.stream()
                .limit(NEWEST_OUTCOMES)
                .filter(run -> !shown.contains(run))
                .toList();
        for (RunReference run : newest) {
            Optional<RunOutcome> outcome = runs.outcome(run);
            if (outcome.isPresent()) {
                metrics.lastRun(
                        pipeline, outcome.get().status().name(), outcome.get().finishedAt());
                Figures.measurements(outcome.get()).ifPresent(metrics::record);
                shown.add(run);
            }
        }
    }

    private void showSchedules() throws IOException {
        Map<String, Instant> due = new HashMap<>();
        for (ScheduleKeeper.State state : schedules.states()) {
            state.due(clock.instant()).ifPresent(time -> due.put(state.pipeline(), time));
        }
        metrics.schedulesDue(due);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
