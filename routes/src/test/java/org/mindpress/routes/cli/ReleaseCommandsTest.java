package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.routes.service.SmallPress;

/** Real runs from candidate to production and back, as a user does it. */
class ReleaseCommandsTest {
    @TempDir
    private static Path folder = Path.of("");

    private static String first = "";
    private static String second = "";

    @BeforeAll
    static void twoRunsThatPass() throws IOException {
        System.setProperty("mindpress.user", folder.resolve("user").toString());
        try (SmallPress service = SmallPress.start(folder)) {
            service.put("small", 1);
            first = run("one", SmallPress.pipeline("small", "small"));
            second = run("two", SmallPress.pipeline("small", "small").replace("iterations: 2", "iterations: 1"));
        }
    }

    private static String run(String name, String text) throws IOException {
        Path pipeline = Files.writeString(folder.resolve(name + ".yaml"), text);
        return mindpress("run", pipeline.toString())
                .out()
                .lines()
                .findFirst()
                .orElseThrow()
                .split(" ")[1];
    }

    private static CalledCommand mindpress(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--store", folder.resolve("store").toString()));
        return CalledCommand.of(all);
    }

    private static CalledCommand done(String... arguments) {
        CalledCommand called = mindpress(arguments);
        assertThat(called.err()).isEmpty();
        assertThat(called.code()).isZero();
        return called;
    }

    @Test
    void aRunThatPassedIsPromotedComparedFetchedAndRolledBack() throws IOException {
        assertThat(done("release", "list", "small").out().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("* candidate     2") && line.contains(second))
                .anyMatch(line -> line.startsWith("  candidate     1") && line.contains(first + "  by mindpress"));

        done("release", "promote", "small", first, "--to", "staging", "--why", "first try");
        CalledCommand unapproved = mindpress("release", "promote", "small", "--to", "production", "--why", "go");
        assertThat(unapproved.code()).isEqualTo(ExitCode.BAD_INPUT.code());
        assertThat(unapproved.err()).contains("approval of an approver").doesNotContain("Exception");
        assertThat(done("release", "promote", "small", "--to", "production", "--approve", "--why", "go")
                        .out())
                .contains("small/production 1 is run " + first);

        assertThat(done("release", "compare", "small", second).out())
                .contains("on the same 40 images")
                .contains("bytes, deployment");
        assertThat(done("release", "compare", "small", second, "--json").out()).startsWith("{\n  \"version\" : 1");

        done("release", "promote", "small", second, "--to", "staging", "--why", "better");
        assertThat(done("release", "promote", "small", second, "--to", "production", "--approve", "--why", "better")
                        .out())
                .contains("production 1 is run " + first)
                .contains("small/production 2 is run " + second);
        Path latest = folder.resolve("latest.mindir");
        done("release", "get", "small", latest.toString());

        assertThat(done("release", "rollback", "small", "--channel", "production", "--to", "1", "--why", "oh")
                        .out())
                .contains("small/production 3 is run " + first + " again, as in 1");
        Path before = folder.resolve("before.mindir");
        assertThat(done("release", "get", "small", before.toString()).out()).contains("small/production 3");
        Path got = folder.resolve("got");
        done("get", first, got.toString());
        assertThat(before).hasSameBinaryContentAs(got.resolve("06-export/deployment.mindir"));
        assertThat(done("release", "list", "small").out().lines())
                .first()
                .asString()
                .startsWith("* production    3")
                .contains("rollback to 1");
    }

    @Test
    void whatIsNotThereIsBadInput() {
        assertThat(done("release", "list", "nobody").out()).contains("has no releases");
        for (CalledCommand called : List.of(
                mindpress("release", "get", "nobody", folder.resolve("no").toString()),
                mindpress("release", "promote", "small", "--to", "shop", "--why", "x"),
                mindpress("release", "promote", "nobody", "--to", "staging", "--why", "x"),
                mindpress("release", "rollback", "small", "--channel", "candidate", "--to", "9", "--why", "x"),
                mindpress("release", "promote", "small", "--to", "staging", "--why", " "),
                mindpress("release", "compare", "nobody", first),
                mindpress("release"))) {
            assertThat(called.code()).isEqualTo(ExitCode.BAD_INPUT.code());
            assertThat(called.err()).isNotBlank().doesNotContain("Exception");
        }
        assertThat(folder.resolve("no")).doesNotExist();
    }
}
