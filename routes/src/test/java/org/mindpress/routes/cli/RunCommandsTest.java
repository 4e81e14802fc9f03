package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.routes.cli.ServedPress.Way;
import org.mindpress.routes.http.Role;
import org.mindpress.routes.service.SmallPress;

/** Runs from the command line, through the store and through the REST interface of a service that asks for tokens. */
class RunCommandsTest {
    private static final String ID = "20261127t010203z-0123456789abcdef";

    private static ServedPress served;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        served = new ServedPress(folder);
        served.press().put("small", 1);
    }

    @AfterAll
    static void stop() throws IOException {
        served.close();
    }

    private static String id(String out) {
        return out.lines().findFirst().orElseThrow().split(" ")[1];
    }

    @Test
    void aRunIsWatchedToItsEndAndShownAsTheStoreShowsIt() throws IOException {
        served.press().put("watched", 2);
        String file = served.file(SmallPress.pipeline("small", "watched"));
        String first = served.said(Way.SERVER, "run", file);
        String run = id(first);
        assertThat(first)
                .startsWith("run " + run + " of pipeline small\nthe service at " + served.url() + " works on it\n")
                .contains("\n  fetch      done in ", "\n  verify     done in ", "accuracy, integer", "\nPASSED: ")
                .endsWith("artifacts: mindpress get " + run + " --server " + served.url() + "\n");

        String second = served.said(Way.SERVER, "run", file);
        assertThat(id(second)).isNotEqualTo(run);
        assertThat(second)
                .contains("\n  export     taken from runs/small/" + run + "/stages/06-export/manifest.json\n");
        String third = served.said(Way.STORE, "run", file);
        assertThat(third.lines().skip(2).filter(line -> line.startsWith("  accuracy")))
                .isNotEmpty()
                .isEqualTo(second.lines()
                        .skip(2)
                        .filter(line -> line.startsWith("  accuracy"))
                        .toList());

        assertThat(served.both("status", run).out())
                .contains("export     done 20")
                .contains("see mindpress device-kit");
        assertThat(served.both("status", id(second)).out()).contains("export     from runs/small/" + run);
        assertThat(served.both("status").out().lines()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(served.both("status", "--limit", "1").out().lines()).hasSize(1);
        assertThat(served.both("status", "--limit", "-1").err()).contains("--limit");
        assertThat(served.both("cancel", run).err()).contains("run " + run + " is over: PASSED");
    }

    @Test
    void anUnfinishedRunGoesOnAndACancelledOneEndsAllWhoWaitForIt() throws Exception {
        String file = served.file(SmallPress.trainedPipeline("long", "small").replace("steps: 3,", "steps: 1000000,"));
        CompletableFuture<CalledCommand> first =
                CompletableFuture.supplyAsync(() -> served.call(Way.SERVER, "run", file));
        SmallPress.until(
                "the run trains", () -> served.said(Way.STORE, "status").contains(" qat "));
        String run = served.said(Way.SERVER, "status")
                .lines()
                .filter(line -> line.contains(" qat "))
                .findFirst()
                .orElseThrow()
                .split(" ")[0];
        CompletableFuture<CalledCommand> second =
                CompletableFuture.supplyAsync(() -> served.call(Way.STORE, "run", file));

        StopRequest stop = new StopRequest();
        stop.raise(ExitCode.INTERRUPTED);
        ApiClient api = ServerAddress.client(
                served.url(), Optional.of(served.token(Role.OPERATOR)), Optional.empty(), java.util.Map.of());
        Submitted unfinished = new Submitted(new RunReference("long", new RunId(run)), false);
        assertThatThrownBy(() -> new RunWatch(api, terminal(), stop, Clock.systemUTC()).toItsEnd(unfinished))
                .isInstanceOfSatisfying(
                        CommandFault.class, fault -> assertThat(fault.exit()).isEqualTo(ExitCode.INTERRUPTED))
                .hasMessageContaining("the run goes on at " + served.url() + ". To stop it: mindpress cancel " + run);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("is unfinished and goes on")
                .doesNotContain("fetch");

        assertThat(served.said(Way.SERVER, "cancel", run)).startsWith("run " + run + " will stop within seconds: ");
        for (CalledCommand ended : java.util.List.of(first.get(), second.get())) {
            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.out()).startsWith("run " + run).endsWith("CANCELLED in qat: cancelled on request\n");
        }
    }

    @Test
    void whatIsWrongIsSaidInTheSameWords() throws IOException {
        assertThat(served.both("run", served.file("pipeline: [\n")).err()).contains("file.yaml:2:1: no valid YAML");
        assertThat(served.both("run", "nowhere.yaml").err()).contains("nowhere.yaml is missing");
        assertThat(served.both("run", served.file(SmallPress.pipeline("lost", "lost")))
                        .err())
                .contains("there is no object under datasets/lost/");
        for (String command : java.util.List.of("status", "cancel", "retry", "report", "get")) {
            for (String name : java.util.List.of("nobody", "a/b", "..", "a b?c#d", "%2e")) {
                CalledCommand unknown = served.both(command, name);
                assertThat(unknown.code()).isEqualTo(2);
                assertThat(unknown.err()).startsWith("mindpress: there is no run '" + name + "'");
            }
        }
    }

    @Test
    void aTokenOfTooLowARoleIsToldWhichOneIsNeeded() throws IOException {
        String file = served.file(SmallPress.pipeline("small", "small"));
        for (CalledCommand refused : java.util.List.of(
                served.as(Role.VIEWER, "run", file),
                served.as(Role.VIEWER, "cancel", id(served.said(Way.SERVER, "run", file))))) {
            assertThat(refused.code()).isEqualTo(2);
        }
        assertThat(served.as(Role.VIEWER, "run", file).err())
                .contains("this needs the role operator; viewer has viewer", "mindpress token create --role operator");
        CalledCommand nobody = CalledCommand.of(java.util.List.of("run", file, "--server", served.url()));
        assertThat(nobody.code()).isEqualTo(2);
        assertThat(nobody.err()).contains("a token of the role operator", "MINDPRESS_TOKEN or --token-file");
    }

    private Terminal terminal() {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new Terminal(out, out, false);
    }

    private RunWatch watch(URI url, Duration patience) {
        return new RunWatch(
                new ApiClient(url, Optional.empty(), Optional.empty()),
                terminal(),
                new StopRequest(),
                patience,
                Clock.systemUTC());
    }

    private static Submitted submitted() {
        return new Submitted(new RunReference("small", new RunId(ID)), true);
    }

    @Test
    void aServiceThatStaysAwayEndsTheWaitAndNamesTheWayBack() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        RunWatch watch = watch(URI.create("http://127.0.0.1:" + free + "/"), Duration.ZERO);
        assertThatThrownBy(() -> watch.toItsEnd(submitted()))
                .isInstanceOfSatisfying(
                        CommandFault.class, fault -> assertThat(fault.exit()).isEqualTo(ExitCode.COULD_NOT_RUN))
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("mindpress status " + ID + " --server http://127.0.0.1:" + free);
        assertThat(said.toString(StandardCharsets.UTF_8)).containsOnlyOnce("waiting: ");
    }

    @Test
    void aServiceThatIsBackIsAskedAgainAndOneWithoutEventsIsLookedAt() throws Exception {
        RunOutcome outcome = new RunOutcome(
                RunOutcome.VERSION,
                "small",
                ID,
                RunStatus.FAILED,
                "too bad",
                "",
                ErrorKind.NONE,
                new TreeMap<>(),
                Instant.EPOCH,
                Instant.EPOCH);
        AtomicInteger looks = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/runs/" + ID, exchange -> {
            boolean events = exchange.getRequestURI().getPath().endsWith("/events");
            int look = events ? 0 : looks.incrementAndGet();
            String body = look < 3
                    ? "{\"run\": \"" + ID + "\"}"
                    : "{\"outcome\": " + new String(Documents.write(outcome), StandardCharsets.UTF_8) + "}";
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(events || look == 1 ? 503 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            assertThat(watch(url, Duration.ofMinutes(1)).toItsEnd(submitted())).isEqualTo(ExitCode.GATE_FAILED);
        } finally {
            server.stop(0);
        }
        assertThat(looks).hasValue(3);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("waiting: ").endsWith("FAILED: too bad\n");
    }
}
