package org.mindpress.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedImagesTest {

    @TempDir
    Path folder;

    private final DataSet dataSet = GeneratedImages.dataSet(new ImageShape(3, 4, 5), 4, 11);

    @Test
    void readsBackWhatWasWritten() throws IOException {
        PackedImages.write(dataSet, folder);
        for (ImageSet set : dataSet.splits()) {
            ImageSet back = PackedImages.read(folder.resolve(PackedImages.fileName(set.split())));
            assertThat(back.split()).isEqualTo(set.split());
            assertThat(back.shape()).isEqualTo(set.shape());
            assertThat(back.classNames()).isEqualTo(set.classNames());
            assertThat(back.labels()).containsExactly(set.labels());
            assertThat(back.digest()).isEqualTo(set.digest());
            for (int i = 0; i < set.count(); i++) {
                assertThat(back.image(i)).containsExactly(set.image(i));
            }
        }
    }

    @Test
    void equalSetsGiveEqualBytes() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        PackedImages.write(dataSet.train(), first);
        PackedImages.write(
                GeneratedImages.dataSet(new ImageShape(3, 4, 5), 4, 11).train(), second);
        assertThat(Files.readAllBytes(first)).isEqualTo(Files.readAllBytes(second));
    }

    @Test
    void setsWithoutLabelsStayWithoutLabels() throws IOException {
        Path file = folder.resolve("unlabelled");
        PackedImages.write(ImageSet.unlabelled(Split.TRAIN, new ImageShape(1, 2, 2), new byte[40]), file);
        assertThat(PackedImages.read(file).labelled()).isFalse();
        assertThat(PackedImages.read(file).count()).isEqualTo(10);
    }

    @Test
    void everyCutIsRefusedAndNamesTheFile() throws IOException {
        byte[] bytes = packed();
        Path file = folder.resolve("cut.images");
        for (int length = 0; length < bytes.length; length += 1 + length / 40) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> PackedImages.read(file))
                    .as("length %s", length)
                    .isInstanceOf(DataSetException.class)
                    .hasMessageContaining("cut.images");
        }
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
        assertThatThrownBy(() -> PackedImages.read(file)).hasMessageContaining("bytes follow");
    }

    @Test
    void everyChangedByteIsFound() throws IOException {
        byte[] bytes = packed();
        Path file = folder.resolve("changed.images");
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            int at = i < 120 ? i : random.nextInt(bytes.length);
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, changed);
            if (at == 15) {
                continue; // the split is no part of the digest
            }
            assertThatThrownBy(() -> PackedImages.read(file))
                    .as("byte %s", at)
                    .isInstanceOf(DataSetException.class)
                    .hasMessageContaining("changed.images");
        }
    }

    private byte[] packed() throws IOException {
        Path file = folder.resolve("whole");
        PackedImages.write(dataSet.test(), file);
        return Files.readAllBytes(file);
    }
}
