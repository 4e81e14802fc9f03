package org.mindpress.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloatArrayFileTest {

    @TempDir
    Path folder;

    @Test
    void readsShapeAndValues() throws IOException {
        FloatArrayFile array = FloatArrayFile.read(write("'<f4'", "(2, 3)", 6));
        assertThat(array.shape()).containsExactly(2, 3);
        assertThat(array.values()).containsExactly(0f, 0.5f, 1f, 1.5f, 2f, 2.5f);
        assertThat(FloatArrayFile.read(write("'<f4'", "(4,)", 4)).shape()).containsExactly(4);
    }

    @Test
    void otherContentIsRefusedWithTheFile() throws IOException {
        Path doubles = write("'<f8'", "(2, 3)", 6);
        assertThatThrownBy(() -> FloatArrayFile.read(doubles))
                .hasMessageContaining("<f8")
                .hasMessageContaining("npy");
        Path small = write("'<f4'", "(2, 3)", 5);
        assertThatThrownBy(() -> FloatArrayFile.read(small)).hasMessageContaining("needs 24 bytes, found 20");
        Path text = Files.writeString(folder.resolve("text.npy"), "nothing of the kind");
        assertThatThrownBy(() -> FloatArrayFile.read(text)).hasMessageContaining("text.npy: no NumPy file");
    }

    private Path write(String type, String shape, int values) throws IOException {
        String header = "{'descr': " + type + ", 'fortran_order': False, 'shape': " + shape + ", }\n";
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer buffer = ByteBuffer.allocate(10 + text.length + 4 * values).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        buffer.putShort((short) text.length).put(text);
        for (int i = 0; i < values; i++) {
            buffer.putFloat(i * 0.5f);
        }
        return Files.write(folder.resolve("array.npy"), buffer.array());
    }
}
