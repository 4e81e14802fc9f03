package org.mindpress.processors.camel;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.RunExecutor;
import org.mindpress.processors.stage.StopSignal;

/** One stage of the run in the body; a redelivery makes a fresh attempt. Thread-safe. */
public final class StageProcessor implements Processor {
    static final String STAGE = "mindpress.stage";

    private final RunExecutor executor;
    private final StageName stage;
    private final StopSignal stop;

    public StageProcessor(RunExecutor executor, StageName stage, StopSignal stop) {
        this.executor = executor;
        this.stage = stage;
        this.stop = stop;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        exchange.setProperty(STAGE, stage);
        RunReference run = exchange.getMessage().getMandatoryBody(RunReference.class);
        if (executor.isNeeded(run, stage)) {
            executor.execute(run, stage, stop);
        }
    }
}
