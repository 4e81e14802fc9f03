package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.routes.cli.ServedPress.Way;
import org.mindpress.routes.http.Role;
import org.mindpress.routes.service.SmallPress;

/** Real runs from candidate to production and back, as a user does it, through the store and through the REST interface. */
class ReleaseCommandsTest {
    @TempDir
    private static Path folder = Path.of("");

    private static ServedPress served;

    @BeforeAll
    static void start() throws IOException {
        served = new ServedPress(folder.resolve("press"));
        served.press().put("small", 1);
    }

    @AfterAll
    static void stop() throws IOException {
        served.close();
    }

    private static String run(String pipeline, int iterations) throws IOException {
        String text = SmallPress.pipeline(pipeline, "small").replace("iterations: 2", "iterations: " + iterations);
        return served.said(Way.STORE, "run", served.file(text))
                .lines()
                .findFirst()
                .orElseThrow()
                .split(" ")[1];
    }

    /** What a user does with two runs, one way or the other; returns everything that was said, without what must differ. */
    private List<String> story(Way way) throws IOException {
        String pipeline = way == Way.STORE ? "stored" : "served";
        String first = run(pipeline, 2);
        String second = run(pipeline, 1);
        List<String> said = new ArrayList<>();
        said.add(served.said(way, "release", "list", pipeline));
        assertThat(said.get(0).lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("* candidate     2") && line.contains(second))
                .anyMatch(line -> line.startsWith("  candidate     1") && line.contains(first + "  by mindpress"));

        said.add(served.said(way, "release", "promote", pipeline, first, "--to", "staging", "--why", "first try"));
        CalledCommand unapproved =
                served.call(way, "release", "promote", pipeline, "--to", "production", "--why", "go");
        assertThat(unapproved.code()).isEqualTo(ExitCode.BAD_INPUT.code());
        assertThat(unapproved.err()).contains("approval of an approver").contains("--approve");
        said.add(unapproved.err());
        said.add(served.said(way, "release", "promote", pipeline, "--to", "production", "--approve", "--why", "go"));
        assertThat(said.get(3)).isEqualTo(pipeline + "/production 1 is run " + first + "\n");

        String compared = served.said(way, "release", "compare", pipeline, second);
        assertThat(compared).contains("on the same 40 images").contains("bytes, deployment");
        assertThat(compared.indexOf("latency")).isPositive();
        assertThat(served.said(way, "release", "compare", pipeline, second, "--json"))
                .startsWith("{\n  \"version\" : 1")
                .isEqualTo(served.said(Way.STORE, "release", "compare", pipeline, second, "--json"));

        served.said(way, "release", "promote", pipeline, second, "--to", "staging", "--why", "better");
        assertThat(served.said(
                        way, "release", "promote", pipeline, second, "--to", "production", "--approve", "--why", "x"))
                .contains("production 1 is run " + first)
                .endsWith(pipeline + "/production 2 is run " + second + "\n");
        Path latest = folder.resolve(pipeline + "-latest.mindir");
        said.add(served.said(way, "release", "get", pipeline, latest.toString()));

        String[] back = {"release", "rollback", pipeline, "--channel", "production", "--to", "1", "--why", "oh"};
        CalledCommand alone = served.call(way, back);
        assertThat(alone.code()).isEqualTo(ExitCode.BAD_INPUT.code());
        assertThat(alone.err()).isEqualTo(unapproved.err());
        List<String> approved = new ArrayList<>(List.of(back));
        approved.add("--approve");
        said.add(served.said(way, approved.toArray(new String[0])));
        assertThat(said.get(5)).contains(pipeline + "/production 3 is run " + first + " again, as in 1");
        Path before = folder.resolve(pipeline + "-before.mindir");
        assertThat(served.said(way, "release", "get", pipeline, before.toString()))
                .contains(pipeline + "/production 3, run " + first);
        Path got = folder.resolve(pipeline);
        served.said(way, "get", first, got.toString());
        assertThat(before).hasSameBinaryContentAs(got.resolve("06-export/deployment.mindir"));
        said.add(served.said(way, "release", "list", pipeline));
        assertThat(said.get(6).lines())
                .first()
                .asString()
                .startsWith("* production    3")
                .contains("rollback to 1");
        return said.stream()
                .map(text -> text.replace(pipeline, "PIPELINE")
                        .replace(first, "FIRST")
                        .replace(second, "SECOND")
                        .replaceAll("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                        .replaceAll("by [^:]+:", "by NAMES:"))
                .toList();
    }

    @Test
    void aRunIsPromotedComparedFetchedAndRolledBackTheSameBothWays() throws IOException {
        assertThat(story(Way.SERVER)).isEqualTo(story(Way.STORE));
        assertThat(served.said(Way.STORE, "release", "list", "served"))
                .contains(" by approver, approved by approver: go");
    }

    @Test
    void onlyAnApproversTokenChangesProduction() {
        CalledCommand refused = served.as(
                Role.OPERATOR,
                "release",
                "rollback",
                "any",
                "--channel",
                "production",
                "--to",
                "1",
                "--why",
                "x",
                "--approve");
        assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT.code());
        assertThat(refused.err()).contains("needs the role approver; operator has operator", "--role approver");
    }

    @Test
    void whatIsNotThereIsBadInputInTheSameWords() {
        assertThat(served.both("release", "list", "nobody").out()).contains("has no releases");
        for (CalledCommand called : List.of(
                served.both("release", "get", "nobody", folder.resolve("no").toString()),
                served.both("release", "get", "nobody", "no", "--channel", "shop"),
                served.both("release", "promote", "small", "--to", "shop", "--why", "x"),
                served.both("release", "promote", "small", "--to", "candidate", "--why", "x"),
                served.both("release", "promote", "nobody", "--to", "staging", "--why", "x"),
                served.both("release", "promote", "nobody", "lost", "--to", "staging", "--why", "x"),
                served.both("release", "rollback", "small", "--channel", "candidate", "--to", "9", "--why", "x"),
                served.both("release", "promote", "small", "--to", "staging", "--why", " "),
                served.both("release", "compare", "nobody", "lost"),
                CalledCommand.of(List.of("release")))) {
            assertThat(called.code()).isEqualTo(ExitCode.BAD_INPUT.code());
            assertThat(called.err()).isNotBlank().doesNotContain("Exception");
        }
        assertThat(folder.resolve("no")).doesNotExist();
    }
}
