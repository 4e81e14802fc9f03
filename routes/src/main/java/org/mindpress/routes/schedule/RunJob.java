package org.mindpress.routes.schedule;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.SchedulerException;

/** One run of a pipeline; Quartz starts no second one of the same pipeline meanwhile. Public for Quartz. */
@DisallowConcurrentExecution
public final class RunJob implements Job {

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
        work(context)
                .work(
                        context.getJobDetail().getKey().getName(),
                        context.getMergedJobDataMap().getString(RunQueue.RUN));
    }

    static QueuedWork work(JobExecutionContext context) throws JobExecutionException {
        try {
            if (context.getScheduler().getContext().get(RunQueue.WORK) instanceof QueuedWork work) {
                return work;
            }
            throw new JobExecutionException("the scheduler has no work to hand this run to: it is stopping");
        } catch (SchedulerException fault) {
            throw new JobExecutionException(fault);
        }
    }
}
