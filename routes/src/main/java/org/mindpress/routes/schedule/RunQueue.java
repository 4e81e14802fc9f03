package org.mindpress.routes.schedule;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.matchers.GroupMatcher;

/**
 * Quartz as queue and clock. Each pipeline has one job that forbids concurrent execution, so its runs follow each other in the order
 * of arrival, and one trigger for the next time of its schedule. Delivery is at least once; exactly-once rests on the run's own create-once
 * objects, never on this class. Thread-safe.
 */
public final class RunQueue implements AutoCloseable {
    static final String WORK = "work";
    static final String RUN = "run";
    private static final String RUNS = "runs";
    /** At the end of a trigger's name; no run id has it. */
    private static final String AGAIN = " again";

    private static final String SCHEDULES = "schedules";

    private final Scheduler scheduler;

    private RunQueue(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * A queue that survives a stop of the process.
     *
     * @param folder for the H2 file; a second process on the same folder is refused by H2
     */
    public static RunQueue durable(Path folder, int parallelRuns, QueuedWork work) {
        Properties settings = settings(parallelRuns);
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        settings.setProperty("org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.StdJDBCDelegate");
        settings.setProperty("org.quartz.jobStore.useProperties", "true");
        settings.setProperty("org.quartz.jobStore.dataSource", "queue");
        settings.setProperty("org.quartz.jobStore.tablePrefix", "QRTZ_");
        settings.setProperty("org.quartz.dataSource.queue.provider", "hikaricp");
        settings.setProperty("org.quartz.dataSource.queue.driver", "org.h2.Driver");
        settings.setProperty("org.quartz.dataSource.queue.URL", QueueDatabase.prepare(folder));
        settings.setProperty("org.quartz.dataSource.queue.user", "sa");
        settings.setProperty("org.quartz.dataSource.queue.maxConnections", "6");
        return start(settings, work);
    }

    /** A queue for one command: nothing outlives the process, because an unfinished run is found in the bucket again. */
    public static RunQueue transientQueue(int parallelRuns, QueuedWork work) {
        Properties settings = settings(parallelRuns);
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        return start(settings, work);
    }

    private static Properties settings(int parallelRuns) {
        Properties settings = new Properties();
        // a name of its own: Quartz keeps schedulers of one name apart only by refusing the second
        settings.setProperty("org.quartz.scheduler.instanceName", "mindpress-" + UUID.randomUUID());
        settings.setProperty("org.quartz.scheduler.instanceId", "single");
        settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        settings.setProperty("org.quartz.threadPool.threadCount", Integer.toString(parallelRuns + 1));
        settings.setProperty("org.quartz.threadPool.threadNamePrefix", "run");
        return settings;
    }

    private static RunQueue start(Properties settings, QueuedWork work) {
        try {
            if (settings.containsKey("org.quartz.jobStore.dataSource")) {
                // rows belong to a scheduler name: a durable queue must find its own again
                settings.setProperty("org.quartz.scheduler.instanceName", "mindpress");
            }
            Scheduler scheduler = new StdSchedulerFactory(settings).getScheduler();
            scheduler.getContext().put(WORK, work);
            scheduler.start();
            return new RunQueue(scheduler);
        } catch (SchedulerException fault) {
            throw new IllegalStateException("the run queue cannot start: " + fault.getMessage(), fault);
        }
    }

    /**
     * Adds a run to its pipeline's queue; a run that already waits there is not added again. One that is worked on just now is worked on
     * once more: that work may have come to its end already, and what asks for it now would be lost.
     */
    public void enqueue(String pipeline, String runId) {
        while (!add(pipeline, runId, runId)) {
            Optional<Trigger> present = trigger(runId);
            if (present.isPresent()) {
                boolean fired = present.get().getNextFireTime() == null;
                if (fired) {
                    add(pipeline, runId, runId + AGAIN);
                }
                return;
            }
        }
    }

    /** Adds a run to its pipeline's queue unless it waits there or is worked on, for those who look again later. */
    public void ensure(String pipeline, String runId) {
        add(pipeline, runId, runId);
    }

    /** False when there is such a trigger. */
    private boolean add(String pipeline, String runId, String trigger) {
        try {
            JobKey job = job(RunJob.class, pipeline, RUNS);
            scheduler.scheduleJob(TriggerBuilder.newTrigger()
                    .withIdentity(trigger, RUNS)
                    .forJob(job)
                    .usingJobData(RUN, runId)
                    .startNow()
                    .build());
            return true;
        } catch (ObjectAlreadyExistsException present) {
            return false;
        } catch (SchedulerException fault) {
            throw new IllegalStateException("run " + runId + " cannot be queued: " + fault.getMessage(), fault);
        }
    }

    private Optional<Trigger> trigger(String name) {
        try {
            return Optional.ofNullable(scheduler.getTrigger(TriggerKey.triggerKey(name, RUNS)));
        } catch (SchedulerException fault) {
            throw new IllegalStateException("the queue cannot be read: " + fault.getMessage(), fault);
        }
    }

    /** Calls {@link QueuedWork#fire} at a time, or at once when that is over; replaces the time that was set before, or with none only forgets that. */
    public void wake(String pipeline, Optional<Instant> time) {
        try {
            TriggerKey key = TriggerKey.triggerKey(pipeline, SCHEDULES);
            if (time.isEmpty()) {
                scheduler.unscheduleJob(key);
                return;
            }
            Trigger trigger = TriggerBuilder.newTrigger()
                    .withIdentity(key)
                    .forJob(job(FireJob.class, pipeline, SCHEDULES))
                    .startAt(Date.from(time.get()))
                    .build();
            if (scheduler.checkExists(key)) {
                scheduler.rescheduleJob(key, trigger);
            } else {
                scheduler.scheduleJob(trigger);
            }
        } catch (SchedulerException fault) {
            throw new IllegalStateException(
                    "pipeline " + pipeline + " cannot be scheduled: " + fault.getMessage(), fault);
        }
    }

    /** Runs that wait or work, by this queue's books. */
    public int length() {
        try {
            return (int) scheduler.getTriggerKeys(GroupMatcher.triggerGroupEquals(RUNS)).stream()
                    .map(key -> key.getName().replace(AGAIN, ""))
                    .distinct()
                    .count();
        } catch (SchedulerException fault) {
            throw new IllegalStateException("the queue cannot be read: " + fault.getMessage(), fault);
        }
    }

    /** Starts no further run. */
    public void standby() {
        try {
            scheduler.standby();
        } catch (SchedulerException fault) {
            throw new IllegalStateException("the run queue cannot pause: " + fault.getMessage(), fault);
        }
    }

    private JobKey job(Class<? extends Job> type, String pipeline, String group) throws SchedulerException {
        JobKey key = JobKey.jobKey(pipeline, group);
        if (!scheduler.checkExists(key)) {
            scheduler.addJob(
                    JobBuilder.newJob(type)
                            .withIdentity(key)
                            .storeDurably()
                            .requestRecovery(group.equals(RUNS))
                            .build(),
                    true);
        }
        return key;
    }

    /** Stops after the work in hand has returned: raise the stop flag of the work before. */
    @Override
    public void close() {
        try {
            scheduler.shutdown(true);
        } catch (SchedulerException fault) {
            throw new IllegalStateException("the run queue cannot stop: " + fault.getMessage(), fault);
        }
    }
}
