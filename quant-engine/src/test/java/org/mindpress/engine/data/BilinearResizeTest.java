package org.mindpress.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BilinearResizeTest {

    private static final List<Float> MEAN = List.of(0.4f);
    private static final List<Float> DEVIATION = List.of(0.25f);

    private static final ImageShape SOURCE = new ImageShape(1, 3, 5);
    private static final float[] IMAGE = {0, 7, 3, 10, 6, 2, 9, 5, 1, 8, 4, 0, 7, 3, 10};

    /** Values by interpolate(mode="bilinear", align_corners=False) of PyTorch 2.8. Largest value 10: a few roundings of 2^-23 each. */
    @Test
    void enlargesAndReducesAsPyTorchDoes() {
        assertThat(resized(SOURCE, IMAGE, 7, 4))
                .containsExactly(
                        new float[] {
                            0.875f,
                            5.5f,
                            7.375f,
                            6.5f,
                            1.1607143f,
                            5.785714f,
                            6.678571f,
                            6.589286f,
                            2.017857f,
                            6.642857f,
                            4.589286f,
                            6.8571424f,
                            2.875f,
                            7.5f,
                            2.5f,
                            7.125f,
                            3.142857f,
                            5.410714f,
                            3.357143f,
                            7.982143f,
                            3.4107144f,
                            3.3214283f,
                            4.214286f,
                            8.839286f,
                            3.5f,
                            2.625f,
                            4.5f,
                            9.125f
                        },
                        within(4e-6f));
        assertThat(resized(SOURCE, IMAGE, 2, 3))
                .containsExactly(
                        new float[] {2.8333333f, 3.5f, 6.916667f, 3.0833333f, 6.5f, 7.1666656f}, within(4e-6f));
    }

    @Test
    void doublingIsExactInQuarters() {
        assertThat(resized(new ImageShape(1, 1, 2), new float[] {0, 100}, 1, 4)).containsExactly(0, 25, 75, 100);
        assertThat(resized(SOURCE, IMAGE, 6, 10)).startsWith(0, 1.75f, 5.25f, 6, 4, 4.75f, 8.25f, 9, 7, 6, 0.5f);
    }

    @Test
    void theSameSizeIsTheSameImage() {
        assertThat(resized(SOURCE, IMAGE, 3, 5)).containsExactly(IMAGE);
    }

    @ParameterizedTest(name = "height={0}, width={1}")
    @CsvSource({"1,1", "2,9", "7,4", "64,64", "3,1"})
    void aMirroredImageGivesTheMirroredResult(int height, int width) {
        float[] straight = resized(SOURCE, IMAGE, height, width);
        float[] mirrored = resized(SOURCE, mirrored(IMAGE, 3, 5), height, width);
        assertThat(mirrored(mirrored, height, width)).containsExactly(straight, within(4e-6f));
    }

    @Test
    void theModelSeesTheNormalisedImageEnlarged() {
        ImageSet images = GeneratedImages.labelled(Split.TRAIN, new ImageShape(1, 6, 5), 3, 2, 5);
        float[] small = new NormalizedImages(images, specification(6, 5, Resize.NONE)).batch(1, 2);
        NormalizedImages large = new NormalizedImages(images, specification(12, 15, Resize.NORMALIZED_BILINEAR));

        assertThat(large.imageSize()).isEqualTo(12 * 15);
        float[] batch = large.batch(1, 2);
        for (int image = 0; image < 2; image++) {
            float[] own = Arrays.copyOfRange(small, image * 30, image * 30 + 30);
            assertThat(Arrays.copyOfRange(batch, image * 180, image * 180 + 180))
                    .containsExactly(resized(images.shape(), own, 12, 15));
        }
    }

    @Test
    void aViewIsTakenAtTheSizeOfTheSetAndThenEnlarged() {
        ImageSet images = GeneratedImages.labelled(Split.TRAIN, new ImageShape(1, 6, 5), 3, 2, 5);
        AugmentationView view = new AugmentationView(1, 7, true);
        float[] small = new float[30];
        new NormalizedImages(images, specification(6, 5, Resize.NONE)).fillView(2, view, 4, small, 0);

        float[] target = new float[1 + 120 + 1];
        target[0] = 77;
        target[121] = 78;
        new NormalizedImages(images, specification(12, 10, Resize.NORMALIZED_BILINEAR)).fillView(2, view, 4, target, 1);

        assertThat(Arrays.copyOfRange(target, 1, 121)).containsExactly(resized(images.shape(), small, 12, 10));
        assertThat(target[0]).isEqualTo(77);
        assertThat(target[121]).isEqualTo(78);
    }

    @Test
    void onlyTheSpecificationAllowsAnotherSizeAndNeverOtherChannels() {
        ImageSet images = GeneratedImages.labelled(Split.TEST, new ImageShape(1, 6, 5), 3, 2, 5);
        InputSpecification resizing = specification(12, 10, Resize.NORMALIZED_BILINEAR);
        assertThat(images.mismatch(resizing, 2)).isEmpty();
        assertThat(images.mismatch(specification(12, 10, Resize.BILINEAR), 2))
                .hasValueSatisfying(reason -> assertThat(reason).contains("resize: normalized-bilinear"));
        assertThat(resizing.accepts(new ImageShape(3, 6, 5))).isFalse();
        assertThatThrownBy(() -> new NormalizedImages(images, specification(12, 10, Resize.NONE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 x 6 x 5")
                .hasMessageContaining("1 x 12 x 10");
        assertThatThrownBy(() -> new ClassFolderReader(resizing, new SplitFractions(0.1, 0.1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BILINEAR");
    }

    private static InputSpecification specification(int height, int width, Resize resize) {
        return new InputSpecification(ChannelOrder.GRAY, height, width, MEAN, DEVIATION, resize);
    }

    private static float[] resized(ImageShape source, float[] image, int height, int width) {
        float[] target = new float[height * width];
        new BilinearResize(source, height, width).apply(image, target, 0);
        return target;
    }

    private static float[] mirrored(float[] image, int height, int width) {
        float[] target = new float[image.length];
        for (int i = 0; i < height * width; i++) {
            target[i] = image[i / width * width + width - 1 - i % width];
        }
        return target;
    }
}
