package org.mindpress.routes.schedule;

import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** A time of a schedule has come: submits, never works. Public for Quartz. */
public final class FireJob implements Job {

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
        RunJob.work(context).fire(context.getJobDetail().getKey().getName());
    }
}
