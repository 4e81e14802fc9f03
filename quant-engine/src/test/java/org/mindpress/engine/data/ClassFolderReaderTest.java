package org.mindpress.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassFolderReaderTest {

    private static final InputSpecification RGB = InputSpecification.of(
            ChannelOrder.RGB, 4, 6, new float[] {0.5f, 0.5f, 0.5f}, new float[] {0.5f, 0.5f, 0.5f});
    private static final SplitFractions FRACTIONS = new SplitFractions(0.2, 0.2, 3);

    @TempDir
    Path folder;

    private final Random random = new Random(23);

    @Test
    void classesAreSortedFoldersAndPixelsAreKept() throws IOException {
        writeImages("zebra", 30);
        writeImages("ant", 30);
        Files.writeString(folder.resolve("_READY"), "");
        Files.writeString(folder.resolve("ant").resolve(".hidden"), "");
        DataSet dataSet = new ClassFolderReader(RGB, FRACTIONS).read("animals", folder);
        assertThat(dataSet.train().classNames()).containsExactly("ant", "zebra");
        int total = dataSet.splits().stream().mapToInt(ImageSet::count).sum();
        assertThat(total).isEqualTo(60);
        BufferedImage first = ImageIO.read(folder.resolve("ant/000.png").toFile());
        byte[] expected = new byte[72];
        for (int i = 0; i < 24; i++) {
            int rgb = first.getRGB(i % 6, i / 6);
            expected[i] = (byte) (rgb >> 16);
            expected[24 + i] = (byte) (rgb >> 8);
            expected[48 + i] = (byte) rgb;
        }
        assertThat(allImages(dataSet).keySet())
                .contains(List.of(boxed(expected)).toString());
    }

    @Test
    void anImageKeepsItsSplitWhenOthersAreAdded() throws IOException {
        writeImages("a", 20);
        writeImages("b", 20);
        Map<String, Split> before = allImages(new ClassFolderReader(RGB, FRACTIONS).read("set", folder));
        writeImages("c", 25);
        writeImages("a0", 5);
        Map<String, Split> after = allImages(new ClassFolderReader(RGB, FRACTIONS).read("set", folder));
        assertThat(after).hasSize(70).containsAllEntriesOf(before);
        Map<String, Split> otherSeed =
                allImages(new ClassFolderReader(RGB, new SplitFractions(0.2, 0.2, 4)).read("set", folder));
        assertThat(otherSeed).isNotEqualTo(after);
    }

    @Test
    void sharesAreAboutThoseAskedFor() {
        int[] counts = new int[3];
        byte[] pixels = new byte[9];
        for (int i = 0; i < 10_000; i++) {
            random.nextBytes(pixels);
            counts[
                    new SplitFractions(0.1, 0.3, 1)
                            .splitOf(new ImageShape(1, 3, 3), pixels)
                            .code()]++;
        }
        // binomial: standard deviations 49, 30, 46
        assertThat(counts[Split.TRAIN.code()]).isBetween(5_800, 6_200);
        assertThat(counts[Split.VALIDATION.code()]).isBetween(880, 1_120);
        assertThat(counts[Split.TEST.code()]).isBetween(2_800, 3_200);
    }

    @Test
    void allFaultsAreNamedTogether() throws IOException {
        writeImages("a", 10);
        writeImages("b", 10);
        Files.write(folder.resolve("a/broken.png"), new byte[] {1, 2, 3});
        byte[] whole = Files.readAllBytes(folder.resolve("a/001.png"));
        Files.write(folder.resolve("a/cut.png"), java.util.Arrays.copyOf(whole, whole.length / 2));
        ImageIO.write(noise(7, 4), "png", folder.resolve("b/wide.png").toFile());
        Files.writeString(folder.resolve("b/readme.txt"), "text");
        Files.writeString(folder.resolve("labels.csv"), "text");
        Files.createDirectory(folder.resolve("empty"));
        Files.copy(folder.resolve("a/002.png"), folder.resolve("b/twin.png"));
        assertThatThrownBy(() -> new ClassFolderReader(RGB, FRACTIONS).read("set", folder))
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("broken.png: no PNG or JPEG")
                .hasMessageContaining("cut.png: the image cannot be decoded")
                .hasMessageContaining("wide.png: the image has 4 x 7 pixels (height x width), expected 4 x 6")
                .hasMessageContaining("readme.txt: expected only PNG and JPEG")
                .hasMessageContaining("labels.csv: the file is outside any class folder")
                .hasMessageContaining("empty: the class has no images")
                .hasMessageContaining("twin.png: the same image is also in another class")
                .satisfies(e -> assertThat(((DataSetException) e).problems()).hasSize(7));
    }

    @Test
    void aSplitWithoutImagesIsNamed() throws IOException {
        writeImages("a", 1);
        writeImages("b", 1);
        assertThatThrownBy(() -> new ClassFolderReader(RGB, FRACTIONS).read("tiny", folder))
                .hasMessageContaining("data set tiny: none of its 2 different images falls into");
        assertThatThrownBy(() -> new ClassFolderReader(RGB, FRACTIONS).read("none", folder.resolve("none")))
                .hasMessageContaining("is missing");
    }

    @Test
    void otherSizesAreResizedWhenTheSpecificationSaysSo() throws IOException {
        for (String name : List.of("a", "b")) {
            Files.createDirectory(folder.resolve(name));
            for (int i = 0; i < 15; i++) {
                ImageIO.write(
                        noise(9, 5),
                        "jpg",
                        folder.resolve(name).resolve(i + ".jpeg").toFile());
            }
        }
        InputSpecification resizing =
                new InputSpecification(ChannelOrder.RGB, 4, 6, RGB.mean(), RGB.standardDeviation(), Resize.BILINEAR);
        assertThat(new ClassFolderReader(resizing, FRACTIONS)
                        .read("set", folder)
                        .train()
                        .shape())
                .isEqualTo(new ImageShape(3, 4, 6));
    }

    @Test
    void resizingUsesHalfPixelCentres() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, 0);
        image.getRaster().setSample(1, 0, 0, 100);
        Path file = folder.resolve("gray.png");
        ImageIO.write(image, "png", file.toFile());
        // centres at -0.25, 0.25, 0.75, 1.25 of the source
        assertThat(DecodedImage.read(file, ChannelOrder.GRAY).resized(1, 4)).containsExactly(0, 25, 75, 100);
        assertThat(DecodedImage.read(file, ChannelOrder.RGB).pixels()).containsExactly(0, 100, 0, 100, 0, 100);
    }

    @Test
    void grayComesFromLuma() throws IOException {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xff0000);
        image.setRGB(1, 0, 0x00ff00);
        image.setRGB(2, 0, 0x0000ff);
        Path file = folder.resolve("colours.png");
        ImageIO.write(image, "png", file.toFile());
        assertThat(DecodedImage.read(file, ChannelOrder.GRAY).pixels())
                .containsExactly((byte) 76, (byte) 150, (byte) 29);
    }

    @Test
    void impossibleSharesAreRefused() {
        assertThatThrownBy(() -> new SplitFractions(0.5, 0.5, 1)).hasMessageContaining("test=0.5");
        assertThatThrownBy(() -> new SplitFractions(0, 0.5, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SplitFractions(Double.NaN, 0.5, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private void writeImages(String name, int count) throws IOException {
        Path classFolder = Files.createDirectory(folder.resolve(name));
        for (int i = 0; i < count; i++) {
            ImageIO.write(
                    noise(6, 4),
                    "png",
                    classFolder.resolve("%03d.png".formatted(i)).toFile());
        }
    }

    private BufferedImage noise(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt(1 << 24));
        }
        return image;
    }

    private static Map<String, Split> allImages(DataSet dataSet) {
        Map<String, Split> splits = new HashMap<>();
        for (ImageSet set : dataSet.splits()) {
            for (int i = 0; i < set.count(); i++) {
                splits.put(List.of(boxed(set.image(i))).toString(), set.split());
            }
        }
        return splits;
    }

    private static List<Byte> boxed(byte[] bytes) {
        List<Byte> list = new ArrayList<>();
        for (byte value : bytes) {
            list.add(value);
        }
        return list;
    }
}
