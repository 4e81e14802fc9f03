package org.mindpress.processors.camel;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.mindpress.processors.run.Faults;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.RunExecutor;
import org.mindpress.processors.stage.StageStoppedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stage gave up: a cancelled run and a failed one get their outcome, a stopped one stays open. Thread-safe. */
public final class StageFault implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(StageFault.class);

    private final RunExecutor executor;

    public StageFault(RunExecutor executor) {
        this.executor = executor;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        RunReference run = exchange.getMessage().getMandatoryBody(RunReference.class);
        StageName stage = exchange.getProperty(StageProcessor.STAGE, StageName.FETCH, StageName.class);
        Exception fault = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (fault instanceof StageStoppedException stopped) {
            if (stopped.isCancelled()) {
                RunEnd.over(executor.cancelled(run, stage)).writeOn(exchange);
            } else {
                RunEnd.resumable(String.valueOf(stopped.getMessage())).writeOn(exchange);
            }
            return;
        }
        StageException known = Faults.of(fault);
        LOG.error("run {}: stage {} failed", run, stage.spelling(), fault);
        RunEnd.over(executor.fail(run, stage, known)).writeOn(exchange);
    }
}
