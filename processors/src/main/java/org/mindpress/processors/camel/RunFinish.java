package org.mindpress.processors.camel;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.stage.RunExecutor;

/** Gives the run in the body, whose stages are all done, its outcome. Thread-safe. */
public final class RunFinish implements Processor {
    private final RunExecutor executor;

    public RunFinish(RunExecutor executor) {
        this.executor = executor;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        RunEnd.over(executor.finish(exchange.getMessage().getMandatoryBody(RunReference.class)))
                .writeOn(exchange);
    }
}
