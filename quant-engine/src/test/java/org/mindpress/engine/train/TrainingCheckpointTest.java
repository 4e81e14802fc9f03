package org.mindpress.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class TrainingCheckpointTest {
    private static final TrainingCheckpoint CHECKPOINT = new TrainingCheckpoint(
            2, "abc", new float[] {1.5f, Float.MIN_VALUE}, new float[] {-0f}, new float[] {3f, 2f});

    @Test
    void readsBackAllBits() {
        TrainingCheckpoint read = TrainingCheckpoint.parse(CHECKPOINT.toBytes());
        assertThat(read.step()).isEqualTo(2);
        assertThat(read.fingerprint()).isEqualTo("abc");
        assertThat(Arrays.equals(read.coefficients(), CHECKPOINT.coefficients()))
                .isTrue();
        assertThat(Arrays.equals(read.updater(), CHECKPOINT.updater())).isTrue();
        assertThat(Arrays.equals(read.losses(), CHECKPOINT.losses())).isTrue();
    }

    @Test
    void equalTrainingsGiveEqualBytes() {
        assertThat(CHECKPOINT.toBytes()).isEqualTo(CHECKPOINT.toBytes());
    }

    @Test
    void refusesAnEntryThatJavaWouldDeserialize() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("preprocessor.bin"));
            zip.write("anything".getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> TrainingCheckpoint.parse(bytes.toByteArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("preprocessor.bin");
    }

    @Test
    void refusesATruncatedZip() {
        byte[] bytes = CHECKPOINT.toBytes();
        for (int length : new int[] {0, 1, bytes.length / 3, bytes.length / 2}) {
            assertThatThrownBy(() -> TrainingCheckpoint.parse(Arrays.copyOf(bytes, length)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("checkpoint: ");
        }
    }

    @Test
    void refusesStepsWithoutTheirLosses() {
        byte[] bytes = new TrainingCheckpoint(3, "abc", new float[1], new float[1], new float[] {1f}).toBytes();
        assertThatThrownBy(() -> TrainingCheckpoint.parse(bytes)).hasMessageContaining("step 3 with 1 losses");
    }
}
