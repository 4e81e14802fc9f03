package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.routes.service.SmallPress;

/** The command line in a process of its own, killed without warning, and started again. */
class KilledRunTest {
    private static final Pattern RUN = Pattern.compile("run (\\S+) of pipeline");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aRunThatIsKilledAgainAndAgainGoesOnToTheSameBytes() throws Exception {
        String pipeline = Files.writeString(folder.resolve("small.yaml"), SmallPress.trainedPipeline("small", "small"))
                .toString();
        Path killed = prepared("killed");
        String run = "";
        for (String stage : List.of("qat", "distill", "verify")) {
            Process process = mindpress("run", pipeline, "--store", killed.toString());
            String seen = String.join("\n", readUntil(process, stage, "starts"));
            process.destroyForcibly().waitFor();
            assertThat(runOf(seen)).isEqualTo(run.isEmpty() ? runOf(seen) : run);
            assertThat(seen.contains("fetch"))
                    .as("fetch is done once:\n" + seen)
                    .isEqualTo(run.isEmpty());
            run = runOf(seen);
        }
        Ended end = ended(mindpress("run", pipeline, "--store", killed.toString()));
        assertThat(end.code()).as(end.text()).isZero();
        assertThat(end.text()).contains("is unfinished and goes on");
        assertThat(end.text()).doesNotContainPattern("(?m)^ +(fetch|import|qat|distill|calibrate|export) ");

        Path whole = prepared("whole");
        Ended uninterrupted = ended(mindpress("run", pipeline, "--store", whole.toString()));
        assertThat(uninterrupted.code()).as(uninterrupted.text()).isZero();
        Path one = got(killed, run);
        Path other = got(whole, runOf(uninterrupted.text()));
        for (String artifact :
                List.of("06-export/deployment.mindir", "06-export/verification.mindir", "07-verify/certificate.json")) {
            assertThat(one.resolve(artifact)).hasSameBinaryContentAs(other.resolve(artifact));
        }
    }

    private record Ended(int code, String text) {}

    /** A store with data and model, and nobody who works on it. */
    private Path prepared(String name) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        try (SmallPress press = SmallPress.start(home)) {
            press.put("small", 1);
        }
        return home.resolve("store");
    }

    private Path got(Path store, String run) throws Exception {
        Path target = folder.resolve(store.getParent().getFileName() + "-got");
        Terminal quiet = new Terminal(discarded(), discarded(), false);
        int code = MindpressCommand.execute(
                quiet, Clock.systemUTC(), "get", run, target.toString(), "--store", store.toString());
        assertThat(code).isZero();
        return target;
    }

    private static PrintStream discarded() {
        return new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    }

    private Process mindpress(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dorg.eclipse.deeplearning4j.helpers.disable=false",
                "-Djava.awt.headless=true",
                "-Dmindpress.user=" + folder.resolve("user"),
                "-cp",
                System.getProperty("java.class.path"),
                MindpressCommand.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static List<String> readUntil(Process process, String... words) throws IOException {
        List<String> lines = new ArrayList<>();
        BufferedReader out = reader(process);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(line);
            if (List.of(line.strip().split(" +")).equals(List.of(words))) {
                return lines;
            }
        }
        throw new AssertionError("it ended before " + List.of(words) + ":\n" + String.join("\n", lines));
    }

    private static Ended ended(Process process) throws Exception {
        String text = String.join("\n", reader(process).lines().toList());
        return new Ended(process.waitFor(), text);
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String runOf(String text) {
        Matcher run = RUN.matcher(text);
        assertThat(run.find()).as(text).isTrue();
        return run.group(1);
    }
}
