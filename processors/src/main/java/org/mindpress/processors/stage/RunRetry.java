package org.mindpress.processors.stage;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.run.TriggerKey;

/** An ended run once more: the same request and inputs, from the cache or from a stage on without it. Thread-safe. */
public final class RunRetry {
    private final RunStore runs;
    private final RunSubmission submission;

    public RunRetry(RunStore runs, Clock clock) {
        this.runs = runs;
        this.submission = new RunSubmission(runs, clock);
    }

    /**
     * Starts another run of what an ended one was asked, or finds the one that an equal trigger started.
     *
     * @param from spelling of the first stage that is computed even when the cache has it; empty when everything may come from cache
     * @throws RetryRefusal when the run is not over, has no such stage or cannot be read any more
     */
    public Submitted retry(RunReference ended, Optional<String> from, TriggerKey trigger, String by)
            throws IOException, RetryRefusal {
        Asked asked = asked(ended, from);
        return submission.repeat(asked.request(), asked.from(), trigger, by);
    }

    /** The command line: goes on with the unfinished retry of the same run from the same stage, otherwise starts another. */
    public Submitted retryFromCommandLine(RunReference ended, Optional<String> from, String by)
            throws IOException, RetryRefusal {
        Asked asked = asked(ended, from);
        return submission.repeatFromCommandLine(asked.request(), asked.from(), by);
    }

    private record Asked(RunRequest request, Optional<StageName> from) {}

    private Asked asked(RunReference ended, Optional<String> from) throws IOException, RetryRefusal {
        RunRequest request = runs.request(ended)
                .orElseThrow(
                        () -> new RetryRefusal(RetryRefusal.Kind.GONE, "run " + ended + " has no request any more"));
        Optional<StageName> first = from.flatMap(StageName::of);
        List<StageName> stages = stages(request);
        if (from.isPresent() && !first.map(stages::contains).orElse(false)) {
            throw new RetryRefusal(
                    RetryRefusal.Kind.STAGE,
                    "the run has no stage '" + from.get() + "'; it has "
                            + String.join(
                                    ", ",
                                    stages.stream().map(StageName::spelling).toList()));
        }
        if (runs.outcome(ended).isEmpty()) {
            throw new RetryRefusal(
                    RetryRefusal.Kind.STATE,
                    "run " + ended + " is not over: wait for its end, or cancel it before it is started again");
        }
        return new Asked(request, first);
    }

    private static List<StageName> stages(RunRequest asked) throws RetryRefusal {
        try {
            return StageSequence.of(asked).names();
        } catch (StageException e) {
            throw new RetryRefusal(
                    RetryRefusal.Kind.STATE, "what the run was asked cannot be read any more: " + e.getMessage());
        }
    }
}
