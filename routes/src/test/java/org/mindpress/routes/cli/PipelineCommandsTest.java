package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mindpress.processors.pipeline.PipelineSchema;
import org.mindpress.routes.access.TokenStore;
import org.mindpress.routes.http.Role;
import org.mindpress.routes.service.SmallPress;

/** Registered pipelines from the command line: on a store of one's own, and on a service that asks for a token. */
class PipelineCommandsTest {
    @TempDir
    private static Path folder = Path.of("");

    private static SmallPress press;

    enum Place {
        STORE,
        SERVER;

        List<String> options() {
            return this == STORE
                    ? List.of("--store", folder.resolve("own").toString())
                    : List.of(
                            "--server",
                            press.service().apiUrl().toString(),
                            "--token-file",
                            folder.resolve("operator").toString());
        }
    }

    @BeforeAll
    static void start() throws IOException {
        System.setProperty("mindpress.user", folder.resolve("user").toString());
        press = SmallPress.lasting(folder.resolve("press"));
        TokenStore tokens = new TokenStore(press.service().bucket(), Clock.systemUTC());
        for (Role role : Role.values()) {
            Files.writeString(
                    folder.resolve(role.spelling()),
                    tokens.create(role.spelling(), role, "test").text() + "\n");
        }
    }

    @AfterAll
    static void stop() throws IOException {
        press.close();
    }

    private static CalledCommand mindpress(Place place, String... arguments) {
        return CalledCommand.of(
                Stream.concat(Stream.of(arguments), place.options().stream()).toList());
    }

    private static String said(Place place, String... arguments) {
        CalledCommand called = mindpress(place, arguments);
        assertThat(called.err()).isEmpty();
        assertThat(called.code()).isZero();
        return called.out();
    }

    private static String file(String text) throws IOException {
        return Files.writeString(folder.resolve("file.yaml"), text).toString();
    }

    private static String text(String name, int iterations) {
        return SmallPress.pipeline(name, "small").replace("iterations: 2", "iterations: " + iterations);
    }

    @ParameterizedTest
    @EnumSource
    void aPipelineIsAppliedListedShownAndCompared(Place place) throws IOException {
        assertThat(said(place, "apply", file(text("night", 2)))).isEqualTo("pipeline night: version 1\n");
        assertThat(said(place, "apply", file(text("night", 2)))).isEqualTo("pipeline night: unchanged, version 1\n");
        assertThat(said(
                        place,
                        "apply",
                        file("# more\n" + text("night", 3)
                                + "schedule: { cron: \"0 0 2 * * ?\", time-zone: Europe/Berlin }\n")))
                .isEqualTo("""
                        pipeline night: version 2
                          stages.calibrate.iterations: 2 -> 3
                          schedule.cron: (absent) -> 0 0 2 * * ?
                          schedule.time-zone: (absent) -> Europe/Berlin
                        """);

        assertThat(said(place, "pipeline", "list"))
                .startsWith("night  version 2  by ")
                .endsWith("  data small, schedule 0 0 2 * * ? Europe/Berlin\n");
        assertThat(said(place, "pipeline", "show", "night")).startsWith("# more\npipeline: night\n");
        assertThat(said(place, "pipeline", "show", "night", "--number", "1")).isEqualTo(text("night", 2));
        assertThat(said(place, "pipeline", "versions", "night").lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("2  20");
        CalledCommand difference = mindpress(place, "pipeline", "diff", "night");
        assertThat(difference.code()).isEqualTo(1);
        assertThat(difference.out()).startsWith("stages.calibrate.iterations: 2 -> 3\n");
        assertThat(mindpress(place, "pipeline", "diff", "night", "2", "1").out())
                .startsWith("stages.calibrate.iterations: 3 -> 2\n");
        assertThat(said(place, "pipeline", "diff", "night", "2", "2")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrongIsSaidInTheSameWords(Place place) throws IOException {
        String faulty =
                file(text("faulty", 2).replace("channels", "chanels").replace("small.onnx", "small.onnx\", x: \""));
        assertThat(mindpress(place, "apply", faulty).err())
                .contains("file.yaml:3:")
                .contains("file.yaml:4:")
                .contains("did you mean 'channels'?");
        CalledCommand local = mindpress(
                place, "apply", file(text("local", 2).replace("bucket:models/small.onnx", "file:small.onnx")));
        assertThat(local.code()).isEqualTo(2);
        assertThat(local.err()).contains("write bucket:<key>");
        for (String command : List.of("show", "versions", "diff")) {
            for (String name : List.of("nobody", "No/Name")) {
                CalledCommand unknown = mindpress(place, "pipeline", command, name);
                assertThat(unknown.code()).isEqualTo(2);
                assertThat(unknown.err())
                        .isEqualTo(
                                "mindpress: there is no pipeline '" + name + "'; mindpress pipeline list shows all\n");
            }
        }
        said(place, "apply", file(text("one", 2)));
        assertThat(mindpress(place, "pipeline", "show", "one", "--number", "7").err())
                .contains("pipeline 'one' has no version 7");
    }

    @Test
    void theSchemaNeedsNoStore() {
        assertThat(CalledCommand.of(List.of("pipeline", "schema")).out()).isEqualTo(PipelineSchema.json());
    }

    private static CalledCommand server(String url, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--server", url));
        return CalledCommand.of(all);
    }

    @Test
    void aServiceThatRefusesIsQuotedWithTheRemedy() throws IOException {
        String url = press.service().apiUrl().toString();
        CalledCommand nobody = server(url, "pipeline", "list");
        assertThat(nobody.code()).isEqualTo(2);
        assertThat(nobody.err()).contains("this needs a token").contains("MINDPRESS_TOKEN or --token-file");

        CalledCommand viewer = server(
                url,
                "apply",
                file(text("night", 9)),
                "--token-file",
                folder.resolve("viewer").toString());
        assertThat(viewer.code()).isEqualTo(2);
        assertThat(viewer.err()).contains("this needs the role operator; viewer has viewer");

        assertThat(server(url, "pipeline", "list", "--token-file", "nowhere").err())
                .isEqualTo("mindpress: token file nowhere cannot be read\n");
    }

    @Test
    void anAddressThatIsNoneOrWhereNobodyAnswersIsNamed() throws IOException {
        for (String url : List.of(
                "shop",
                "ftp://a",
                "http://",
                "http://a:b@c",
                "http://a b",
                "https://h?q=1",
                "http://elsewhere.example")) {
            CalledCommand refused = server(url, "pipeline", "list");
            assertThat(refused.code()).as(url).isEqualTo(2);
            assertThat(refused.err()).as(url).startsWith("mindpress: --server");
        }
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        CalledCommand unreachable = server("http://127.0.0.1:" + free, "pipeline", "list");
        assertThat(unreachable.code()).isEqualTo(3);
        assertThat(unreachable.err()).contains("cannot be reached").doesNotContain("Exception");

        CalledCommand other = server(press.service().managementUrl().toString(), "pipeline", "list");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).isEqualTo("mindpress: there is nothing here\n");

        CalledCommand plain =
                server(press.service().apiUrl().toString().replace("http:", "https:"), "pipeline", "list");
        assertThat(plain.code()).isEqualTo(3);
        assertThat(plain.err()).contains("no trusted connection").contains("--server-ca");
    }

    @Test
    void aCommandThatNeedsTheBucketItselfSaysSoByName() {
        CalledCommand refused = server(press.service().apiUrl().toString(), "token", "list");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).startsWith("mindpress: 'mindpress token list' needs the bucket itself");
    }
}
