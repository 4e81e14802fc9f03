package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.routes.cli.ServedPress.Way;
import org.mindpress.routes.service.SmallPress;
import org.mindpress.routes.service.Submissions;
import org.mindpress.storage.Sha256;

/** Runs again, and files of runs, through the store and through the REST interface; and what a download makes of a bad line. */
class RunFileCommandsTest {
    private static final byte[] CONTENT = "the whole file".getBytes(StandardCharsets.UTF_8);
    private static final String TAG = "\"" + Sha256.of(CONTENT) + "\"";

    private static ServedPress served;
    private static String ended;

    @TempDir
    private Path folder = Path.of("");

    private final List<String> ranges = new ArrayList<>();
    private HttpServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        served = new ServedPress(folder);
        served.press().put("small", 1);
        ended = id(served.said(Way.SERVER, "run", served.file(SmallPress.pipeline("small", "small"))));
    }

    @AfterAll
    static void stop() throws IOException {
        served.close();
    }

    private static String id(String out) {
        return out.lines().findFirst().orElseThrow().split(" ")[1];
    }

    private static Map<String, String> digests(Path folder) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(folder.relativize(file).toString(), Sha256.of(file));
            }
        }
        return all;
    }

    @Test
    void aRetryFromAStageComputesItAndWhatIsBehindBothWays() {
        String retried = served.said(Way.SERVER, "retry", ended, "--from", "export");
        assertThat(retried)
                .contains("  calibrate  taken from ", "  export     done in ", "  verify     done in ", "\nPASSED: ");
        assertThat(id(retried)).isNotEqualTo(ended);
        String again = served.said(Way.STORE, "retry", ended, "--from", "export");
        assertThat(id(again)).isNotEqualTo(id(retried));
        assertThat(again).contains("  calibrate  taken from ", "  export     done in ");
        assertThat(served.said(Way.STORE, "retry", ended)).contains("  export     taken from ");

        assertThat(served.both("retry", ended, "--from", "qat").err())
                .isEqualTo("mindpress: the run has no stage 'qat'; it has fetch, import, calibrate, export, verify\n");
        assertThat(served.both("retry", ended, "--from", "shop").code()).isEqualTo(2);
    }

    @Test
    void aRunThatIsNotOverIsNotRetried() throws Exception {
        String text = SmallPress.pipeline("open", "small");
        String open = served.press()
                .service()
                .submissions()
                .commandLine(Submissions.parse("test", text), text)
                .run()
                .run()
                .text();
        assertThat(served.call(Way.STORE, "report", open).err()).contains("has no report yet");
        CalledCommand retried = served.both("retry", open);
        assertThat(retried.code()).isEqualTo(2);
        assertThat(retried.err()).contains("is not over").contains("cancel it");
        assertThat(served.call(Way.SERVER, "cancel", open).code()).isZero();
    }

    @Test
    void filesAndReportAreTheSameBothWays() throws IOException {
        Path stored = folder.resolve("stored");
        Path fetched = folder.resolve("fetched");
        String out = served.said(Way.STORE, "get", ended, stored.toString());
        assertThat(served.said(Way.SERVER, "get", ended, fetched.toString()))
                .isEqualTo(out.replace(stored.toString(), fetched.toString()));
        assertThat(digests(fetched))
                .isEqualTo(digests(stored))
                .containsKeys("request.json", "outcome.json", "06-export/manifest.json", "06-export/deployment.mindir")
                .hasSize(Integer.parseInt(out.substring(0, out.indexOf(' '))));
        assertThat(CalledCommand.of(List.of("verify", fetched.toString())).out())
                .contains("the certificate holds: ");

        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        served.said(Way.STORE, "report", ended, "--output", first.toString());
        assertThat(served.said(Way.SERVER, "report", ended, "--output", second.toString()))
                .isEqualTo(second.resolve("report.html") + "\n");
        assertThat(digests(second)).isEqualTo(digests(first)).hasSize(1);
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    /** Sends a part, then says that it was all of it, or breaks off. */
    private void gives(String path, String etag, int most) {
        server.createContext(path, exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(String.valueOf(range));
            boolean same = etag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
            int from = range != null && same ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
            exchange.getResponseHeaders().set("ETag", etag);
            exchange.sendResponseHeaders(from == 0 ? 200 : 206, CONTENT.length - from);
            exchange.getResponseBody().write(CONTENT, from, Math.min(most, CONTENT.length - from));
            exchange.getResponseBody().flush();
            exchange.close();
        });
    }

    private ApiClient api() {
        return new ApiClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
                Optional.of("secret"),
                Optional.empty());
    }

    private Path target() throws IOException {
        return Files.writeString(folder.resolve("target"), "old");
    }

    @Test
    void aDownloadThatBreaksOffGoesOnWhereItWas() throws Exception {
        gives("/file", TAG, 5);
        Path target = target();
        api().download("/file", target, Optional.empty());
        assertThat(target).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("null", "bytes=5-", "bytes=10-");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void whatIsNotWholeOrNotTheRightFileLeavesTheOldOne() throws Exception {
        gives("/short", TAG, 1);
        gives("/other", "\"" + "0".repeat(64) + "\"", CONTENT.length);
        gives("/plain", TAG, CONTENT.length);
        Path target = target();
        assertThatThrownBy(() -> api().download("/short", target, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broke off");
        assertThatThrownBy(() -> api().download("/other", target, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected was 0000");
        assertThatThrownBy(() -> api().download("/plain", target, Optional.of("1".repeat(64))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected was 1111");
        assertThatThrownBy(() -> api().download("/nothing", target, Optional.empty()))
                .isInstanceOf(CommandFault.class);
        assertThat(target).hasContent("old");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aSignedLinkIsFollowedWithoutTheToken() throws Exception {
        List<String> shown = new ArrayList<>();
        server.createContext("/link", exchange -> {
            exchange.getResponseHeaders().set("ETag", TAG);
            exchange.getResponseHeaders().set("Location", "/bucket?signature=x");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });
        server.createContext("/bucket", exchange -> {
            shown.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
            exchange.close();
        });
        Path target = target();
        api().download("/link", target, Optional.empty());
        assertThat(target).hasBinaryContent(CONTENT);
        assertThat(shown).isEqualTo(Arrays.asList("null"));
    }
}
