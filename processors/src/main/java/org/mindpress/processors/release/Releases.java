package org.mindpress.processors.release;

import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;

/**
 * Promotes and rolls back. Of two callers that decide on the same state of a channel one wins, because a record's number is created once; the
 * other is told who did. Thread-safe.
 */
public final class Releases {
    private static final int MOST_TRIES = 100;
    private static final Decision PASSED = new Decision("mindpress", Optional.empty(), "the run passed");

    private final RunStore runs;
    private final ReleaseStore store;
    private final Clock clock;

    public Releases(RunStore runs, Clock clock) {
        this.runs = runs;
        this.store = new ReleaseStore(runs.bucket());
        this.clock = clock;
    }

    /** The records. */
    public ReleaseStore store() {
        return store;
    }

    /**
     * Makes a run that passed the candidate of its pipeline; a run that became it before is not promoted again, whatever holds now.
     *
     * @return the record that made it so
     */
    public ReleaseRecord candidate(RunReference run) throws IOException, ReleaseRefusal {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            ReleaseHistory candidates = store.history(run.pipeline(), Channel.CANDIDATE);
            Optional<ReleaseRecord> before = candidates.promotion(run);
            if (before.isPresent()) {
                return before.get();
            }
            ReleaseRecord record = promotion(candidates, released(run), PASSED);
            if (store.append(record)) {
                return record;
            }
        }
        throw new IOException("pipeline " + run.pipeline() + ": no free number for a candidate");
    }

    /**
     * Brings a run from the channel before into a channel.
     *
     * @param to staging or production; runs become candidates by passing
     * @param named the run; without it the one that the channel before holds
     * @throws ReleaseRefusal when the rules, the artifacts or a faster promoter are against it
     */
    public ReleaseRecord promote(String pipeline, Channel to, Optional<RunReference> named, Decision decision)
            throws IOException, ReleaseRefusal {
        RunReference run = chosen(pipeline, to, named);
        ReleaseHistory target = store.history(pipeline, to);
        ReleaseRules.requireApproval(to, decision);
        ReleaseRules.requireNew(target, run);
        return append(promotion(target, released(run), decision));
    }

    /** The run that a promotion would take now. */
    public RunReference chosen(String pipeline, Channel to, Optional<RunReference> named)
            throws IOException, ReleaseRefusal {
        Channel from = to.source()
                .orElseThrow(() -> new ReleaseRefusal(
                        ReleaseRefusal.Kind.RULE, "a run becomes candidate by passing, not by promotion"));
        return ReleaseRules.source(store.history(pipeline, from), named);
    }

    /**
     * Makes an earlier release of a channel hold again.
     *
     * @throws ReleaseRefusal when the rules, the artifacts or a faster promoter are against it
     */
    public ReleaseRecord rollback(String pipeline, Channel channel, int number, Decision decision)
            throws IOException, ReleaseRefusal {
        ReleaseRules.requireApproval(channel, decision);
        ReleaseHistory history = store.history(pipeline, channel);
        ReleaseRecord earlier = ReleaseRules.earlier(history, number);
        ReleasedRun released = released(earlier.reference());
        return append(record(history, released, decision, ReleaseAction.ROLLBACK, List.of(number)));
    }

    private ReleasedRun released(RunReference run) throws IOException, ReleaseRefusal {
        ReleaseRules.requirePassed(run, runs.outcome(run));
        ReleasedRun released = ReleasedRun.of(runs, run);
        released.check(runs);
        return released;
    }

    private ReleaseRecord promotion(ReleaseHistory target, ReleasedRun released, Decision decision) {
        return record(target, released, decision, ReleaseAction.PROMOTE, List.of());
    }

    private ReleaseRecord record(
            ReleaseHistory target,
            ReleasedRun released,
            Decision decision,
            ReleaseAction action,
            List<Integer> restores) {
        return new ReleaseRecord(
                ReleaseRecord.VERSION,
                target.pipeline(),
                target.channel(),
                target.next(),
                action,
                released.run().run().text(),
                released.deployment(),
                released.certificate().sha256(),
                decision.by(),
                decision.approver().stream().toList(),
                decision.why(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                target.current().map(ReleaseRecord::number).stream().toList(),
                restores);
    }

    private ReleaseRecord append(ReleaseRecord record) throws IOException, ReleaseRefusal {
        if (store.append(record)) {
            return record;
        }
        ReleaseRecord winner = store.read(record.pipeline(), record.channel(), record.number())
                .orElseThrow(() -> new IOException("release " + record.title() + " came and went"));
        throw new ReleaseRefusal(
                ReleaseRefusal.Kind.RACE,
                "somebody else was faster: " + winner.title() + " is run " + winner.run() + " by " + winner.by()
                        + " at " + winner.at() + " (" + winner.why() + "); look at it and decide again");
    }
}
