package org.mindpress.routes.service;

import java.io.IOException;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.mindpress.processors.camel.RunEnd;
import org.mindpress.processors.run.Claim;
import org.mindpress.processors.run.ClaimKeeper;
import org.mindpress.processors.run.Claims;
import org.mindpress.processors.run.Faults;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.RunExecutor;
import org.mindpress.processors.stage.StopSignal;
import org.mindpress.routes.schedule.QueuedWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Does what the queue says: claims a run, sends it through the routes, gives it back. Thread-safe. */
final class RunWorker implements QueuedWork {
    private static final Logger LOG = LoggerFactory.getLogger(RunWorker.class);

    private final RunStore runs;
    private final Claims claims;
    private final RunExecutor executor;
    private final ProducerTemplate routes;
    private final StopSignal stop;
    private final Duties duties;

    RunWorker(
            RunStore runs,
            Claims claims,
            RunExecutor executor,
            ProducerTemplate routes,
            StopSignal stop,
            Duties duties) {
        this.runs = runs;
        this.claims = claims;
        this.executor = executor;
        this.routes = routes;
        this.stop = stop;
        this.duties = duties;
    }

    /** What the service does around runs. */
    interface Duties {
        /** This process has let go of a run. */
        void ended(RunReference run, RunEnd end);

        /** Newer data overtook a run. */
        void superseded(RunReference run) throws IOException, StageException;

        /** A time of a pipeline's schedule has come. */
        void fire(String pipeline) throws IOException;
    }

    @Override
    public void work(String pipeline, String runId) {
        RunReference run = new RunReference(pipeline, new RunId(runId));
        MDC.put("run", run.toString());
        // whoever waits for the run must hear of its end, even of an Error's
        RunEnd end = RunEnd.resumable("internal fault, see the log of the service");
        try {
            try {
                end = end(run);
            } finally {
                duties.ended(run, end);
            }
            if (end.outcome().filter(RunOutcome::isSuperseded).isPresent()) {
                duties.superseded(run);
            }
        } catch (IOException | StageException e) {
            LOG.warn("run {}: {}", run, e.getMessage());
        } finally {
            MDC.remove("run");
        }
    }

    private RunEnd end(RunReference run) {
        try {
            Optional<RunOutcome> over = runs.outcome(run);
            if (over.isPresent()) {
                return RunEnd.over(over.get());
            }
            if (runs.request(run).isEmpty()) {
                return RunEnd.resumable("there is no run " + run + " in the bucket");
            }
            if (stop.isRaised()) {
                return RunEnd.resumable("stopped; the run can go on later");
            }
            Claims.Answer answer = claims.claim(run);
            if (answer.claim().isEmpty()) {
                return RunEnd.resumable(answer.holder() + " works on it");
            }
            return claimed(run, answer.claim().get());
        } catch (IOException e) {
            LOG.warn("run {}: {}", run, e.getMessage());
            return RunEnd.resumable(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("run {}: internal fault", run, e);
            return RunEnd.resumable("internal fault: " + e);
        }
    }

    private RunEnd claimed(RunReference run, Claim claim) throws IOException {
        ClaimKeeper keeper = new ClaimKeeper(claim);
        try (keeper) {
            LOG.info("run {}: begins", run);
            Exchange done =
                    routes.send(RunRoutes.RUN, exchange -> exchange.getMessage().setBody(run));
            RunEnd end = RunEnd.of(done).orElse(RunEnd.resumable("the routes came to no end"));
            Optional<Exception> fault = Optional.ofNullable(done.getException());
            if (fault.isPresent()) {
                end = failed(run, fault.get());
            }
            LOG.info("run {}: ends as {}", run, end);
            return end;
        }
    }

    /** The routes themselves failed: for good reasons it is the run's end, otherwise it can go on later. */
    private RunEnd failed(RunReference run, Exception fault) throws IOException {
        LOG.error("run {}: the routes failed", run, fault);
        StageException known = Faults.of(fault);
        if (known.isTransient()) {
            return RunEnd.resumable(String.valueOf(known.getMessage()));
        }
        return RunEnd.over(executor.fail(run, StageName.FETCH, known));
    }

    @Override
    public void fire(String pipeline) {
        try {
            duties.fire(pipeline);
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "pipeline {}: its schedule was not answered, again within a minute: {}", pipeline, e.getMessage());
        }
    }
}
