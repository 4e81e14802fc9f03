package org.mindpress.routes.service;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.mindpress.processors.pipeline.Schedule;
import org.mindpress.processors.run.CancelRecord;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.processors.schedule.HandledFires;
import org.mindpress.processors.schedule.ScheduleStore;
import org.mindpress.processors.schedule.ScheduleSwitch;
import org.mindpress.routes.schedule.FirePlan;
import org.mindpress.routes.schedule.NightlySchedule;
import org.mindpress.storage.StoredObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the times of schedules. It may be asked as often as one likes and by several processes: what is answered stands in the bucket, and a time starts one run,
 * whoever answers it. Thread-safe.
 */
final class ScheduleKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleKeeper.class);
    private static final String BY = "schedule";
    private static final int MOST_DUE = 100;

    private final RunStore runs;
    private final RunIndex index;
    private final Submissions submissions;
    private final PipelineStore pipelines;
    private final ScheduleStore schedules;
    private final Consumer<RunReference> queue;
    private final BiConsumer<String, Optional<Instant>> alarm;
    private final BiConsumer<String, HandledFires.Fire> skipped;
    private final Clock clock;

    /**
     * A keeper.
     *
     * @param queue takes the runs that are to be worked on
     * @param alarm is told when to ask for a pipeline again
     * @param skipped is told of each time that has no run, unless the schedule is paused; more than once when somebody dies before it is written down
     */
    ScheduleKeeper(
            RunStore runs,
            RunIndex index,
            Submissions submissions,
            Consumer<RunReference> queue,
            BiConsumer<String, Optional<Instant>> alarm,
            BiConsumer<String, HandledFires.Fire> skipped,
            Clock clock) {
        this.runs = runs;
        this.index = index;
        this.submissions = submissions;
        this.pipelines = new PipelineStore(runs.bucket());
        this.schedules = new ScheduleStore(runs.bucket(), clock);
        this.queue = queue;
        this.alarm = alarm;
        this.skipped = skipped;
        this.clock = clock;
    }

    /**
     * A schedule as it stands.
     *
     * @param pipeline name
     * @param rules from the newest version of its file
     * @param lastSwitch who paused it or let it go on last; empty when nobody ever did
     * @param handled what was answered; empty when it is new
     */
    record State(String pipeline, Schedule rules, Optional<ScheduleSwitch> lastSwitch, Optional<HandledFires> handled) {
        NightlySchedule times() {
            return new NightlySchedule(rules.cron(), rules.timeZone());
        }

        Optional<String> paused() {
            return lastSwitch.filter(ScheduleSwitch::paused).map(ScheduleSwitch::why);
        }

        /** The newest time that is to have a run; none while the schedule rests, and none that its rules left out or that came before it was made. */
        Optional<Instant> due(Instant now) {
            if (paused().isPresent() || handled.isEmpty()) {
                return Optional.empty();
            }
            return times().due(handled.get().through(), now, 1).stream()
                    .findFirst()
                    .or(() -> handled.get().fires().stream()
                            .filter(fire -> fire.action() != HandledFires.Action.SKIPPED)
                            .map(HandledFires.Fire::time)
                            .findFirst());
        }
    }

    /** The schedule of a registered pipeline; empty when it has none. */
    Optional<State> state(String pipeline) throws IOException {
        Optional<Schedule> rules = rules(pipeline);
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new State(pipeline, rules.get(), schedules.current(pipeline), schedules.handled(pipeline)));
    }

    /** All schedules, by name of the pipeline. */
    List<State> states() throws IOException {
        List<State> states = new ArrayList<>();
        for (String pipeline : pipelines.names()) {
            state(pipeline).ifPresent(states::add);
        }
        return states;
    }

    /** Pauses a schedule or lets it go on; the times in between do not run. */
    synchronized ScheduleSwitch turn(String pipeline, boolean paused, String why, String by) throws IOException {
        // what came before is answered as it was then
        look(pipeline);
        ScheduleSwitch turned = schedules.turn(pipeline, paused, why, by);
        look(pipeline);
        return turned;
    }

    /** One run for each of some times of a schedule, as if it had been on time. A time that has run already keeps its run. */
    List<Submitted> backfill(String pipeline, List<Instant> times, String by) throws IOException, StageException {
        List<Submitted> submitted = new ArrayList<>();
        for (Instant time : times) {
            Submitted one = submissions.onSchedule(pipeline, time, by);
            queue.accept(one.run());
            submitted.add(one);
        }
        return submitted;
    }

    /** Answers what is due and sets the alarm for the next time. */
    synchronized void look(String pipeline) throws IOException {
        Optional<State> found = state(pipeline);
        if (found.isEmpty()) {
            alarm.accept(pipeline, Optional.empty());
            return;
        }
        State state = found.get();
        Instant now = clock.instant();
        HandledFires handled = handled(state, now);
        List<RunReference> open = open(state, handled, now);
        FirePlan plan = FirePlan.of(state.times(), state.rules(), handled.through(), now, state.paused(), open.size());
        if (!plan.fires().isEmpty()) {
            if (plan.cancelsOpen()) {
                cancel(open, now);
            }
            List<HandledFires.Fire> answers = new ArrayList<>();
            for (FirePlan.Fire fire : plan.fires()) {
                answers.add(answer(pipeline, fire, now));
            }
            if (state.paused().isEmpty()) {
                answers.stream()
                        .filter(answer -> answer.action() != HandledFires.Action.SUBMITTED)
                        .forEach(answer -> skipped.accept(pipeline, answer));
            }
            schedules.write(handled.with(now, answers));
        } else if (state.handled().isEmpty() || !state.handled().get().equals(handled)) {
            schedules.write(handled);
        }
        alarm.accept(pipeline, state.times().next(now));
    }

    /** Runs that are in the way of a new one. The run of a time that is due is none of them: whoever submitted it did not come to writing that down. */
    private List<RunReference> open(State state, HandledFires handled, Instant now) throws IOException {
        List<TriggerKey> due = state.times().due(handled.through(), now, MOST_DUE).stream()
                .map(time -> TriggerKey.schedule(state.pipeline(), time))
                .toList();
        List<RunReference> open = new ArrayList<>();
        for (RunReference run : due.isEmpty() ? List.<RunReference>of() : index.open()) {
            if (run.pipeline().equals(state.pipeline())
                    && index.ended(run).isEmpty()
                    && runs.request(run)
                            .filter(request -> due.contains(request.trigger()))
                            .isEmpty()) {
                open.add(run);
            }
        }
        return open;
    }

    private Optional<Schedule> rules(String pipeline) throws IOException {
        Optional<String> text = pipelines.latest(pipeline);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<Schedule> rules =
                    Submissions.parseRegistered(pipeline, text.get()).schedule();
            rules.ifPresent(found -> new NightlySchedule(found.cron(), found.timeZone()));
            return rules;
        } catch (StageException | IllegalArgumentException e) {
            LOG.warn("pipeline {} has no schedule: {}", pipeline, e.getMessage());
            return Optional.empty();
        }
    }

    /** The book of this expression; a new one begins when its file was registered, so that a time between that and now is not lost. */
    private HandledFires handled(State state, Instant now) throws IOException {
        String cron = state.rules().cron();
        String zone = state.rules().timeZone().getId();
        Optional<HandledFires> known = state.handled();
        if (known.isPresent()
                && known.get().cron().equals(cron)
                && known.get().timeZone().equals(zone)) {
            return known.get();
        }
        Instant registered = runs.bucket().list("pipelines/" + state.pipeline() + "/").stream()
                .map(StoredObject::lastModified)
                .max(Instant::compareTo)
                .filter(time -> time.isBefore(now))
                .orElse(now);
        return new HandledFires(
                HandledFires.VERSION,
                state.pipeline(),
                cron,
                zone,
                registered,
                known.map(HandledFires::fires).orElse(List.of()));
    }

    private HandledFires.Fire answer(String pipeline, FirePlan.Fire fire, Instant now) throws IOException {
        Instant decided = now.truncatedTo(ChronoUnit.MILLIS);
        if (!fire.runs()) {
            LOG.info("pipeline {}: {} does not run: {}", pipeline, fire.time(), fire.reason());
            return new HandledFires.Fire(fire.time(), HandledFires.Action.SKIPPED, "", fire.reason(), decided);
        }
        try {
            Submitted submitted = submissions.onSchedule(pipeline, fire.time(), BY);
            queue.accept(submitted.run());
            return new HandledFires.Fire(
                    fire.time(),
                    HandledFires.Action.SUBMITTED,
                    submitted.run().run().text(),
                    fire.reason(),
                    decided);
        } catch (StageException e) {
            if (e.kind() != ErrorKind.USER) {
                throw new IOException(String.valueOf(e.getMessage()), e);
            }
            LOG.error("pipeline {}: the run of {} was refused: {}", pipeline, fire.time(), e.getMessage());
            return new HandledFires.Fire(
                    fire.time(), HandledFires.Action.REFUSED, "", String.valueOf(e.getMessage()), decided);
        }
    }

    private void cancel(List<RunReference> open, Instant now) throws IOException {
        for (RunReference run : open) {
            runs.cancel(
                    run,
                    new CancelRecord(
                            CancelRecord.VERSION,
                            "the next time of the schedule has come",
                            BY,
                            now.truncatedTo(ChronoUnit.MILLIS)));
            // a run that waits gets its outcome from whoever takes it up
            queue.accept(run);
        }
    }
}
