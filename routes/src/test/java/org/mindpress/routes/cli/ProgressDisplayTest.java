package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private static Progress step(long done) {
        return new Progress(
                "qat",
                done,
                150,
                "steps",
                OptionalDouble.of(187.4),
                OptionalDouble.of(0.31234),
                Optional.of(Duration.ofSeconds(75)));
    }

    private String shown(boolean terminal, long... steps) {
        ProgressDisplay display = new ProgressDisplay(
                new PrintStream(bytes, true, StandardCharsets.UTF_8),
                terminal,
                Clock.fixed(Instant.EPOCH.plusSeconds(60), ZoneOffset.UTC));
        for (long done : steps) {
            display.show(step(done));
        }
        display.say("done");
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void plainLinesCarryEveryNumberAndNoControlCharacters() {
        assertThat(shown(false, 75))
                .contains("qat", "50%", "75/150 steps", "187 images/s", "loss 0.3123", "1 m 15 s left")
                .doesNotContain("\r", "\u001b");
    }

    @Test
    void plainOutputSkipsWhatFollowsTooSoonButNeverTheEnd() {
        assertThat(shown(false, 1, 2, 3, 150).lines()).hasSize(3);
    }

    @Test
    void aTerminalLineRedrawsItself() {
        assertThat(shown(true, 75))
                .startsWith("\r\u001b[K")
                .contains("████████████░░░░░░░░░░░░")
                .endsWith("\u001b[Kdone\n");
    }

    @Test
    void durationsReadLikeSpeech() {
        assertThat(ProgressDisplay.spoken(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(ProgressDisplay.spoken(Duration.ofSeconds(3725))).isEqualTo("1 h 2 m");
    }
}
