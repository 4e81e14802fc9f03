package org.mindpress.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AugmentationTest {

    private static final InputSpecification SPECIFICATION = InputSpecification.of(
            ChannelOrder.RGB, 6, 5, new float[] {0.5f, 0.4f, 0.3f}, new float[] {0.2f, 0.25f, 0.3f});

    @Test
    void aViewDependsOnSeedEpochAndIndexAlone() {
        CropFlip augmentation = CropFlip.standard();
        AugmentationView view = augmentation.view(42, 3, 1234);
        augmentation.view(42, 3, 1235);
        assertThat(CropFlip.standard().view(42, 3, 1234)).isEqualTo(view);
        Set<AugmentationView> others = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            others.add(augmentation.view(42 + i, 3, 1234));
            others.add(augmentation.view(42, 3 + i, 1234));
            others.add(augmentation.view(42, 3, 1234 + i));
        }
        assertThat(others).hasSizeGreaterThan(30);
    }

    @Test
    void viewsAreUniform() {
        CropFlip augmentation = CropFlip.standard();
        int[] counts = new int[augmentation.views()];
        int draws = 162 * 200;
        for (int i = 0; i < draws; i++) {
            counts[augmentation.viewNumber(augmentation.view(1, 0, i))]++;
        }
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - 200.0) * (count - 200.0) / 200.0;
        }
        // 161 degrees of freedom: mean 161, standard deviation 18
        assertThat(chiSquare).isBetween(161 - 4 * 18.0, 161 + 4 * 18.0);
    }

    @Test
    void noAugmentationShowsTheImageItself() {
        assertThat(CropFlip.none().view(9, 8, 7)).isEqualTo(CropFlip.none().identity());
        assertThat(CropFlip.none().views()).isEqualTo(1);
    }

    @ParameterizedTest(name = "padding={0}, offsetY={1}, offsetX={2}, mirrored={3}")
    @CsvSource({"4,4,4,false", "4,4,4,true", "4,0,8,false", "4,8,0,true", "2,1,3,true", "0,0,0,true", "9,0,18,true"})
    void aViewIsTheCropOfTheNormalisedAndZeroPaddedImage(int padding, int offsetY, int offsetX, boolean mirrored) {
        ImageSet images = GeneratedImages.labelled(Split.TRAIN, SPECIFICATION.shape(), 3, 2, 5);
        NormalizedImages normalized = new NormalizedImages(images, SPECIFICATION);
        int size = normalized.imageSize();
        float[] image = normalized.batch(1, 1);
        float[] view = new float[size + 4];
        view[0] = 77;
        view[size + 3] = 78;
        normalized.fillView(1, new AugmentationView(offsetY, offsetX, mirrored), padding, view, 3);
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < 6; y++) {
                for (int x = 0; x < 5; x++) {
                    int sourceY = y + offsetY - padding;
                    int sourceX = (mirrored ? 4 - x : x) + offsetX - padding;
                    boolean inside = sourceY >= 0 && sourceY < 6 && sourceX >= 0 && sourceX < 5;
                    float expected = inside ? image[(channel * 6 + sourceY) * 5 + sourceX] : 0f;
                    assertThat(view[3 + (channel * 6 + y) * 5 + x]).isEqualTo(expected);
                }
            }
        }
        assertThat(view[0]).isEqualTo(77);
        assertThat(view[size + 3]).isEqualTo(78);
    }

    @Test
    void epochOrderIsAPermutationAndDependsOnSeedAndEpoch() {
        EpochOrder order = new EpochOrder(1000, 7);
        boolean[] seen = new boolean[1000];
        for (int index : order.order(2)) {
            assertThat(seen[index]).isFalse();
            seen[index] = true;
        }
        assertThat(order.order(2)).containsExactly(new EpochOrder(1000, 7).order(2));
        assertThat(order.order(2)).isNotEqualTo(order.order(3));
        assertThat(order.order(2)).isNotEqualTo(new EpochOrder(1000, 8).order(2));
        assertThat(new EpochOrder(1, 7).order(0)).containsExactly(0);
    }

    /** The values come from an independent implementation of SplitMix64 in Python. */
    @Test
    void theSequenceIsTheSameOnEveryPlatform() {
        assertThat(new EpochOrder(8, 1).order(0)).containsExactly(4, 7, 1, 6, 0, 3, 5, 2);
        assertThat(CropFlip.standard().view(1, 0, 0)).isEqualTo(new AugmentationView(6, 8, true));
    }

    @Test
    void impossibleViewsAreRefused() {
        assertThatThrownBy(() -> new AugmentationView(-1, 0, false)).hasMessageContaining("offsetY=-1");
        assertThatThrownBy(() -> new CropFlip(-1, false)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new CropFlip(2, false).viewNumber(new AugmentationView(0, 0, true)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
