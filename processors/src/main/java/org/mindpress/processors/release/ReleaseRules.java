package org.mindpress.processors.release;

import java.util.Optional;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;

/** Which release may follow which. Functions of the records alone: nothing is read or written here. */
final class ReleaseRules {
    private ReleaseRules() {}

    /** Only a run that passed may be released. */
    static void requirePassed(RunReference run, Optional<RunOutcome> outcome) throws ReleaseRefusal {
        if (outcome.isEmpty()) {
            throw refusal("run " + run + " is not over: only a run that was verified and passed can be released");
        }
        RunOutcome end = outcome.get();
        if (end.status() != RunStatus.PASSED) {
            throw refusal("run " + run + " ended " + end.status() + " and cannot be released: " + end.reason());
        }
    }

    /**
     * The run that a promotion takes.
     *
     * <p>To staging: any run that became candidate, the newest where none is named. To production: the one that is in staging now; naming it
     * only makes sure that staging still holds what was looked at.
     *
     * @param source history of the channel before
     * @param named the run that was asked for, if one was
     */
    static RunReference source(ReleaseHistory source, Optional<RunReference> named) throws ReleaseRefusal {
        Optional<ReleaseRecord> current = source.current();
        String channel = source.channel().spelling();
        if (current.isEmpty()) {
            throw refusal("pipeline " + source.pipeline() + " has nothing in " + channel
                    + (source.channel() == Channel.CANDIDATE
                            ? ": a run becomes candidate when it passes"
                            : ": promote a run to " + channel + " first"));
        }
        if (named.isEmpty()) {
            return current.get().reference();
        }
        if (source.channel() == Channel.CANDIDATE) {
            if (source.records().stream().noneMatch(record -> record.reference().equals(named.get()))) {
                throw refusal("run " + named.get() + " never became candidate; the newest is "
                        + current.get().run());
            }
        } else if (!current.get().reference().equals(named.get())) {
            throw refusal("run " + named.get() + " is not in " + channel + ", which holds run "
                    + current.get().run() + " since " + current.get().at());
        }
        return named.get();
    }

    /** What production holds changes with an approver only, also back to what it held before. */
    static void requireApproval(Channel channel, Decision decision) throws ReleaseRefusal {
        if (channel == Channel.PRODUCTION && decision.approver().isEmpty()) {
            throw new ReleaseRefusal(
                    ReleaseRefusal.Kind.APPROVAL, "production takes a model only with the approval of an approver");
        }
    }

    /** The release that a rollback makes hold again: an earlier one of the channel, of another run than the current one. */
    static ReleaseRecord earlier(ReleaseHistory channel, int number) throws ReleaseRefusal {
        Optional<ReleaseRecord> found = channel.number(number);
        if (found.isEmpty()) {
            throw new ReleaseRefusal(
                    ReleaseRefusal.Kind.UNKNOWN,
                    "there is no release " + number + " of " + channel.pipeline() + "/"
                            + channel.channel().spelling() + ", which has "
                            + channel.current()
                                    .map(last -> "1 to " + last.number())
                                    .orElse("none"));
        }
        requireNew(channel, found.get().reference());
        return found.get();
    }

    /** A channel takes no run that it holds. */
    static void requireNew(ReleaseHistory channel, RunReference run) throws ReleaseRefusal {
        Optional<ReleaseRecord> current = channel.current();
        if (current.isPresent() && current.get().reference().equals(run)) {
            throw refusal("run " + run + " is in " + channel.channel().spelling() + " already, as "
                    + current.get().title() + " by " + current.get().by() + " at "
                    + current.get().at());
        }
    }

    private static ReleaseRefusal refusal(String message) {
        return new ReleaseRefusal(ReleaseRefusal.Kind.RULE, message);
    }
}
