package org.mindpress.processors.camel;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.RunExecutor;

/** Writes the routing slip over the open stages of the run in the body. Thread-safe. */
public final class StagePlanner implements Processor {
    /** Exchange property that holds the slip. */
    public static final String SLIP = "mindpress.slip";

    private final RunExecutor executor;
    private final String endpointPrefix;

    /** A planner for endpoints that end in the stage's name. */
    public StagePlanner(RunExecutor executor, String endpointPrefix) {
        this.executor = executor;
        this.endpointPrefix = endpointPrefix;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        List<StageName> open = executor.openStages(exchange.getMessage().getMandatoryBody(RunReference.class));
        exchange.setProperty(
                SLIP,
                open.stream().map(stage -> endpointPrefix + stage.spelling()).collect(Collectors.joining(",")));
    }
}
