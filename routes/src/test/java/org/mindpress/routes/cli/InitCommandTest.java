package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.routes.service.SmallPress;
import picocli.CommandLine;

/** A first pipeline file, by questions and by options. */
class InitCommandTest {
    @TempDir
    private static Path folder = Path.of("");

    @TempDir
    private Path work = Path.of("");

    private Path file = Path.of("");

    @BeforeAll
    static void aModelAndADataSet() throws IOException {
        System.setProperty("mindpress.user", folder.resolve("user").toString());
        try (SmallPress press = SmallPress.start(folder)) {
            press.put("small", 1);
        }
    }

    @BeforeEach
    void place() {
        file = work.resolve("night.yaml");
    }

    private static List<String> onTheStore(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--store", folder.resolve("store").toString()));
        return all;
    }

    private static CalledCommand mindpress(String... arguments) {
        return CalledCommand.of(onTheStore(arguments));
    }

    /** Init with somebody at the terminal. */
    private CalledCommand asked(String answers, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                true);
        Questions questions = new Questions(terminal, Optional.of(new BufferedReader(new StringReader(answers))));
        int code = new CommandLine(new InitCommand(terminal, Clock.systemUTC(), questions))
                .execute(onTheStore(arguments).toArray(new String[0]));
        return new CalledCommand(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private void passesCheck(String name) {
        CalledCommand checked = mindpress("check", file.toString());
        assertThat(checked.err()).isEmpty();
        assertThat(checked.code()).isZero();
        assertThat(checked.out()).startsWith("pipeline " + name + ": ");
    }

    @Test
    void withoutATerminalWhatIsTheOnlyOneIsTakenAndTheFilePassesCheck() {
        CalledCommand made = mindpress("init", file.toString());

        assertThat(made.err()).isEmpty();
        assertThat(made.out()).startsWith(file + " is written.");
        assertThat(file)
                .content()
                .contains("format: idx")
                .contains("channels: GRAY, height: 8")
                .contains("[0.5]");
        passesCheck("small");
        assertThat(work.toFile().list()).containsExactly("night.yaml");
    }

    @Test
    void atATerminalQuestionsHaveDefaultsAndAnswersCount() throws IOException {
        Path beside = Files.copy(model(), work.resolve("own.onnx"));

        CalledCommand made = asked("\nfile:own.onnx\n\n\nnight-one\n\n\n2.5\n", file.toString());

        assertThat(made.err()).isEmpty();
        assertThat(made.out())
                .contains("model (file:own.onnx, bucket:models/small.onnx): model (")
                .contains("data set [small]: ")
                .contains("name of the pipeline [own]: ");
        assertThat(file)
                .content()
                .contains("\"file:" + beside.getFileName() + "\"")
                .contains("drop-points: 2.5");
        passesCheck("night-one");
    }

    private static Path model() throws IOException {
        Path copy = folder.resolve("small.onnx");
        if (!Files.exists(copy)) {
            Files.copy(folder.resolve("store").resolve("objects/mindpress").resolve(SmallPress.MODEL), copy);
        }
        return copy;
    }

    @Test
    void nothingIsEverOverwrittenWithoutForce() throws IOException {
        Files.writeString(file, "mine");

        CalledCommand refused = mindpress("init", file.toString());

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("stays as it is").contains("--force");
        assertThat(file).content().isEqualTo("mine");
        assertThat(mindpress("init", file.toString(), "--force").code()).isZero();
        passesCheck("small");
    }

    @Test
    void whatWouldNotPassCheckIsNotWritten() throws IOException {
        Files.copy(model(), work.resolve("own.onnx"));
        for (List<String> wrong : List.of(
                List.of("--model", "bucket:models/small.onnx", "--data", "nothing"),
                List.of("--model", "bucket:models/nothing.onnx"),
                List.of("--model", "small.onnx"),
                List.of("--model", "file:../../etc/passwd"),
                List.of("--model", "file:own.onnx", "--name", "No Name"),
                List.of("--model", "file:own.onnx", "--format", "jpeg"),
                List.of("--model", "file:own.onnx", "--mean", "a, b"),
                List.of("--model", "file:own.onnx", "--mean", "0.5], x: ["),
                List.of("--model", "file:own.onnx", "--drop-points", "much"),
                List.<String>of())) {
            List<String> all = new ArrayList<>(List.of("init", file.toString()));
            all.addAll(wrong);
            CalledCommand refused = mindpress(all.toArray(new String[0]));
            assertThat(refused.code()).as(wrong + refused.err()).isEqualTo(2);
            assertThat(refused.err()).startsWith("mindpress: ").doesNotContain("Exception");
            assertThat(file).doesNotExist();
        }
        assertThat(mindpress("init", file.toString()).err())
                .as("two models and nobody to choose")
                .contains("give --model (file:own.onnx, bucket:models/small.onnx)");
        CalledCommand ended = asked("file:own.onnx\n", file.toString());
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("nothing was written");
    }
}
