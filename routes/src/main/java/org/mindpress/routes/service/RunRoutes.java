package org.mindpress.routes.service;

import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.mindpress.processors.camel.RunFinish;
import org.mindpress.processors.camel.StageFault;
import org.mindpress.processors.camel.StagePlanner;
import org.mindpress.processors.camel.StageProcessor;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.RunExecutor;
import org.mindpress.processors.stage.StopSignal;

/** The way of a run: over its open stages, each with a route of its own, to its outcome. */
final class RunRoutes extends RouteBuilder {
    static final String RUN = "direct:run";
    private static final String FINISH = "direct:finish";
    private static final String STAGE = "direct:stage-";
    private static final String TEMPLATE = "stage";
    private static final String NAME = "name";
    private static final String FAULTS = "stage-faults";
    private static final int FRESH_ATTEMPTS = 3;

    private final RunExecutor executor;
    private final StopSignal stop;

    RunRoutes(RunExecutor executor, StopSignal stop) {
        this.executor = executor;
        this.stop = stop;
    }

    @Override
    public void configure() {
        for (StageName stage : StageName.values()) {
            bindToRegistry("stage-" + stage.spelling(), new StageProcessor(executor, stage, stop));
        }
        routeTemplate(TEMPLATE)
                .templateParameter(NAME)
                .from(STAGE + "{{name}}")
                .routeConfigurationId(FAULTS)
                .process("stage-{{name}}");
        for (StageName stage : StageName.values()) {
            templatedRoute(TEMPLATE).routeId("stage-" + stage.spelling()).parameter(NAME, stage.spelling());
        }
        from(RUN)
                .routeId("run")
                .process(new StagePlanner(executor, STAGE))
                .routingSlip(exchangeProperty(StagePlanner.SLIP))
                .to(FINISH);
        from(FINISH).routeId("finish").process(new RunFinish(executor));
    }

    /** What the stage routes, and only they, do about faults. */
    static final class Faults extends RouteConfigurationBuilder {
        private final RunExecutor executor;
        private final Duration firstPause;

        /** The pause before the first fresh attempt; each further one is three times as long. */
        Faults(RunExecutor executor, Duration firstPause) {
            this.executor = executor;
            this.firstPause = firstPause;
        }

        @Override
        public void configuration() {
            StageFault fault = new StageFault(executor);
            RouteConfigurationDefinition faults = routeConfiguration(FAULTS);
            faults.onException(StageException.class)
                    .onWhen(exchange -> exchange.getProperty(
                                    org.apache.camel.Exchange.EXCEPTION_CAUGHT, StageException.class)
                            .isTransient())
                    .maximumRedeliveries(FRESH_ATTEMPTS)
                    .redeliveryDelay(firstPause.toMillis())
                    .maximumRedeliveryDelay(firstPause.toMillis() * 9)
                    .useExponentialBackOff()
                    .backOffMultiplier(3)
                    .logExhausted(false)
                    .handled(true)
                    .process(fault);
            faults.onException(Exception.class)
                    .logExhausted(false)
                    .handled(true)
                    .process(fault);
        }
    }
}
