package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.camel.RunEnd;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.stage.InProcessStageRunner;
import org.mindpress.processors.stage.RunExecutor;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.processors.stage.StageStoppedException;
import org.mindpress.processors.stage.WorkerEnvironment;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.s3.S3ArtifactStore;

class StageFaultsTest {
    private static EmbeddedStore store;
    private static RunStore runs;
    private static RunExecutor executor;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        store = EmbeddedStore.open(folder.resolve("store"));
        runs = new RunStore(S3ArtifactStore.of(store.settings()));
        executor = new RunExecutor(
                runs,
                new InProcessStageRunner(
                        runs, new WorkerEnvironment(1, "none", new TreeMap<>()), folder, Clock.systemUTC()),
                Optional.of(folder.resolve("permit")),
                RunListener.NONE,
                Clock.systemUTC());
    }

    @AfterAll
    static void close() throws IOException {
        runs.bucket().close();
        store.close();
    }

    private record Ended(int attempts, Exchange exchange) {
        RunEnd end() {
            return RunEnd.of(exchange).orElseThrow();
        }
    }

    /** Sends a run over two stages of which the first throws a number of times. */
    private static Ended send(String pipeline, Exception fault, int times) throws Exception {
        RunReference run =
                new RunReference(pipeline, new org.mindpress.processors.run.RunId("20261126t010203z-0123456789abcdef"));
        AtomicInteger attempts = new AtomicInteger();
        try (CamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RunRoutes.Faults(executor, Duration.ofMillis(1)));
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:slip")
                            .routingSlip(constant("direct:first,direct:second"))
                            .to("direct:third");
                    from("direct:first").routeConfigurationId("stage-faults").process(exchange -> {
                        if (attempts.incrementAndGet() <= times) {
                            throw fault;
                        }
                    });
                    from("direct:second").process(exchange -> attempts.addAndGet(100));
                    from("direct:third").process(exchange -> attempts.addAndGet(1000));
                }
            });
            context.start();
            Exchange exchange = context.createProducerTemplate()
                    .send("direct:slip", sent -> sent.getMessage().setBody(run));
            return new Ended(attempts.get(), exchange);
        }
    }

    @Test
    void aFaultThatPassesIsForgotten() throws Exception {
        Ended ended = send("passing", new StageException(ErrorKind.TRANSIENT, "no answer"), 2);

        assertThat(ended.attempts()).isEqualTo(1103);
        assertThat(RunEnd.of(ended.exchange())).isEmpty();
        assertThat(ended.exchange().getException()).isNull();
    }

    @Test
    void aFaultThatStaysEndsTheRunAfterThreeFreshAttempts() throws Exception {
        Ended ended = send("staying", new StageException(ErrorKind.TRANSIENT, "no answer"), 100);

        assertThat(ended.attempts()).isEqualTo(4);
        assertThat(ended.end().outcome().map(RunOutcome::errorKind)).contains(ErrorKind.TRANSIENT);
    }

    @Test
    void aUsersFaultEndsTheRunAtOnce() throws Exception {
        Ended ended = send("wrong", new StageException(ErrorKind.USER, "no such class"), 100);

        assertThat(ended.attempts()).isEqualTo(1);
        assertThat(ended.end().outcome().map(RunOutcome::reason)).contains("no such class");
    }

    @Test
    void aStopLeavesTheRunOpen() throws Exception {
        Ended ended = send("stopping", new StageStoppedException(false), 100);

        assertThat(ended.attempts()).isEqualTo(1);
        assertThat(ended.end().outcome()).isEmpty();
    }
}
