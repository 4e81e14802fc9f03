package org.mindpress.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfficialReadersTest {

    @TempDir
    Path folder;

    private final Random random = new Random(17);

    @BeforeEach
    void writeSmallSets() throws IOException {
        for (int i = 1; i <= 5; i++) {
            Files.write(folder.resolve("data_batch_" + i + ".bin"), records(20));
        }
        Files.write(folder.resolve("test_batch.bin"), records(20));
        Files.write(folder.resolve("train-images-idx3-ubyte"), images(60, 4, 3));
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels(60));
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), images(10, 4, 3));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(10));
    }

    @Test
    void cifarValidationIsTheEndOfTheTrainFiles() throws IOException {
        DataSet dataSet = new Cifar10Reader().read("small", folder);
        assertThat(dataSet.train().count()).isEqualTo(90);
        assertThat(dataSet.validation().count()).isEqualTo(10);
        assertThat(dataSet.test().count()).isEqualTo(20);
        byte[] last = Files.readAllBytes(folder.resolve("data_batch_5.bin"));
        assertThat(dataSet.validation().image(0)).containsExactly(Arrays.copyOfRange(last, 10 * 3073 + 1, 11 * 3073));
        assertThat(dataSet.validation().label(0)).isEqualTo(last[10 * 3073]);
        byte[] second = Files.readAllBytes(folder.resolve("data_batch_2.bin"));
        assertThat(dataSet.train().image(20)).containsExactly(Arrays.copyOfRange(second, 1, 3073));
        assertThat(dataSet.test().classNames()).startsWith("airplane").endsWith("truck");
    }

    @Test
    void officialSizesGiveFiveThousandForValidation() {
        assertThat(OfficialSplit.validationImages(50_000)).isEqualTo(5_000);
        assertThat(OfficialSplit.validationImages(60_000)).isEqualTo(5_000);
        assertThat(OfficialSplit.validationImages(100)).isEqualTo(10);
        assertThat(OfficialSplit.validationImages(3)).isEqualTo(1);
    }

    @Test
    void allFaultsOfCifarFilesAreNamedTogether() throws IOException {
        Files.delete(folder.resolve("data_batch_1.bin"));
        Files.write(folder.resolve("data_batch_2.bin"), new byte[0]);
        Files.write(folder.resolve("data_batch_3.bin"), Arrays.copyOf(records(3), 2 * 3073 + 5));
        byte[] strange = records(3);
        strange[3073] = 10;
        Files.write(folder.resolve("test_batch.bin"), strange);
        assertThatThrownBy(() -> new Cifar10Reader().read("cifar", folder))
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("data_batch_1.bin is missing")
                .hasMessageContaining("data_batch_2.bin: the file is empty")
                .hasMessageContaining("record 2 ends after 5 bytes")
                .hasMessageContaining("test_batch.bin: record 1 at byte 3073 has label 10")
                .satisfies(e -> assertThat(((DataSetException) e).problems()).hasSize(4));
    }

    @Test
    void garbageIsCountedNotListedWithoutEnd() throws IOException {
        byte[] garbage = new byte[3073 * 100];
        Arrays.fill(garbage, (byte) 200);
        Files.write(folder.resolve("data_batch_4.bin"), garbage);
        assertThatThrownBy(() -> new Cifar10Reader().read("cifar", folder))
                .hasMessageContaining("record 0 at byte 0 has label 200")
                .hasMessageContaining("100 of 100 labels are out of range");
    }

    @Test
    void problemsBeyondTwentyAreCounted() {
        Problems problems = new Problems();
        for (int i = 0; i < 23; i++) {
            problems.add("problem " + i);
        }
        assertThatThrownBy(problems::refuse)
                .hasMessageContaining("problem 19")
                .hasMessageEndingWith("and 3 more problems");
    }

    @Test
    void anImageInTwoSplitsIsNamedByFileAndRecord() throws IOException {
        byte[] test = Files.readAllBytes(folder.resolve("test_batch.bin"));
        byte[] train = Files.readAllBytes(folder.resolve("data_batch_2.bin"));
        System.arraycopy(train, 7 * 3073, test, 3 * 3073, 3073);
        Files.write(folder.resolve("test_batch.bin"), test);
        assertThatThrownBy(() -> new Cifar10Reader().read("cifar", folder))
                .hasMessageContaining("test_batch.bin record 3 (test)")
                .hasMessageContaining("data_batch_2.bin record 7 (train)");
    }

    @Test
    void idxIsReadByItsHeader() throws IOException {
        DataSet dataSet = IdxReader.mnist().read("small", folder);
        assertThat(dataSet.train().shape()).isEqualTo(new ImageShape(1, 4, 3));
        assertThat(dataSet.train().count()).isEqualTo(54);
        assertThat(dataSet.validation().count()).isEqualTo(6);
        byte[] bytes = Files.readAllBytes(folder.resolve("train-images-idx3-ubyte"));
        assertThat(dataSet.validation().image(0))
                .containsExactly(Arrays.copyOfRange(bytes, 16 + 54 * 12, 16 + 55 * 12));
        assertThat(dataSet.validation().label(0)).isEqualTo(54 % 10);
        assertThat(IdxReader.fashionMnist().read("small", folder).test().classNames())
                .contains("ankle boot");
    }

    @Test
    void allFaultsOfIdxFilesAreNamedTogether() throws IOException {
        Files.delete(folder.resolve("t10k-labels-idx1-ubyte"));
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), new byte[] {0, 0, 8});
        Files.write(folder.resolve("train-images-idx3-ubyte"), Arrays.copyOf(images(60, 4, 3), 100));
        Files.write(folder.resolve("train-labels-idx1-ubyte"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0});
        assertThatThrownBy(() -> IdxReader.mnist().read("mnist", folder))
                .hasMessageContaining("t10k-labels-idx1-ubyte is missing")
                .hasMessageContaining("t10k-images-idx3-ubyte: 3 bytes")
                .hasMessageContaining("60 x 4 x 3 values, that is 736 bytes with the header; the file has 100")
                .hasMessageContaining("is it still compressed?");
    }

    @Test
    void labelsThatDoNotFitTheImagesAreRefused() throws IOException {
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels(59));
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), images(10, 3, 4));
        assertThatThrownBy(() -> new IdxReader(List.of("a", "b", "c")).read("idx", folder))
                .hasMessageContaining("59 labels, but train-images-idx3-ubyte has 60 images")
                .hasMessageContaining("t10k-labels-idx1-ubyte: label 3 at byte 11 is 3, expected 0 to 2")
                .hasMessageContaining("1 x 3 x 4");
    }

    @Test
    void hugeCountsInAHeaderDoNotOverflow() throws IOException {
        byte[] bytes = images(60, 4, 3);
        ByteBuffer.wrap(bytes)
                .putInt(4, Integer.MAX_VALUE)
                .putInt(8, Integer.MAX_VALUE)
                .putInt(12, Integer.MAX_VALUE);
        Files.write(folder.resolve("train-images-idx3-ubyte"), bytes);
        assertThatThrownBy(() -> IdxReader.mnist().read("idx", folder)).isInstanceOf(DataSetException.class);
    }

    private byte[] records(int count) {
        byte[] bytes = new byte[count * 3073];
        random.nextBytes(bytes);
        for (int i = 0; i < count; i++) {
            bytes[i * 3073] = (byte) (i % 10);
        }
        return bytes;
    }

    private byte[] images(int count, int rows, int columns) {
        byte[] bytes = new byte[16 + count * rows * columns];
        random.nextBytes(bytes);
        ByteBuffer.wrap(bytes).putInt(0x803).putInt(count).putInt(rows).putInt(columns);
        return bytes;
    }

    private static byte[] labels(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            bytes.put((byte) (i % 10));
        }
        return bytes.array();
    }
}
