package org.mindpress.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ImageSetTest {

    private static final ImageShape SHAPE = new ImageShape(1, 2, 2);
    private static final InputSpecification INPUT =
            InputSpecification.of(ChannelOrder.GRAY, 2, 2, new float[] {0.5f}, new float[] {0.5f});

    @Test
    void callersCannotChangeASet() {
        byte[] pixels = new byte[8];
        int[] labels = {0, 1};
        ImageSet set = ImageSet.labelled(Split.TEST, SHAPE, List.of("a", "b"), pixels, labels);
        String digest = set.digest();
        pixels[0] = 1;
        labels[0] = 1;
        set.image(0)[0] = 5;
        set.labels()[0] = 1;
        assertThat(set.digest()).isEqualTo(digest);
        assertThat(set.label(0)).isZero();
    }

    @Test
    void theDigestCoversPixelsLabelsNamesAndShape() {
        ImageSet set = ImageSet.labelled(Split.TEST, SHAPE, List.of("a", "b"), new byte[8], new int[] {0, 1});
        assertThat(List.of(
                        ImageSet.labelled(Split.TEST, SHAPE, List.of("a", "b"), new byte[8], new int[] {1, 0}),
                        ImageSet.labelled(Split.TEST, SHAPE, List.of("a", "c"), new byte[8], new int[] {0, 1}),
                        ImageSet.labelled(
                                Split.TEST, SHAPE, List.of("a", "b"), new byte[] {0, 0, 0, 0, 0, 0, 0, 1}, new int[] {
                                    0, 1
                                }),
                        ImageSet.labelled(
                                Split.TEST, new ImageShape(1, 1, 4), List.of("a", "b"), new byte[8], new int[] {0, 1})))
                .extracting(ImageSet::digest)
                .doesNotContain(set.digest())
                .doesNotHaveDuplicates();
    }

    @Test
    void aPartIsTheFirstImagesInOrder() {
        ImageSet set = GeneratedImages.labelled(Split.TEST, SHAPE, 10, 3, 1);
        ImageSet part = set.first(4);
        assertThat(part.count()).isEqualTo(4);
        assertThat(part.image(3)).containsExactly(set.image(3));
        assertThat(part.label(3)).isEqualTo(set.label(3));
        assertThat(set.first(99)).isSameAs(set);
        assertThatThrownBy(() -> set.first(0)).hasMessageContaining("0");
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> ImageSet.unlabelled(Split.TEST, SHAPE, new byte[7]))
                .hasMessageContaining("7 bytes");
        assertThatThrownBy(() -> ImageSet.labelled(Split.TEST, SHAPE, List.of("a"), new byte[8], new int[] {0}))
                .hasMessageContaining("2 images, but 1 labels");
        assertThatThrownBy(() -> ImageSet.labelled(Split.TEST, SHAPE, List.of("a"), new byte[8], new int[] {0, 1}))
                .hasMessageContaining("label 1 of image 1");
        ImageSet set = ImageSet.unlabelled(Split.TEST, SHAPE, new byte[8]);
        assertThatThrownBy(() -> set.image(2)).hasMessageContaining("image 2 is outside 0..1");
        assertThatThrownBy(() -> set.label(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new ImageShape(0, 2, 2)).hasMessageContaining("channels=0");
    }

    @Test
    void saysWhyItDoesNotFitAModel() {
        ImageSet set = GeneratedImages.labelled(Split.TEST, SHAPE, 10, 3, 1);
        assertThat(set.mismatch(INPUT, 3)).isEmpty();
        assertThat(set.mismatch(INPUT, 10))
                .hasValueSatisfying(
                        reason -> assertThat(reason).contains("3 classes").contains("10 outputs"));
        assertThat(GeneratedImages.labelled(Split.TEST, new ImageShape(3, 2, 2), 4, 3, 1)
                        .mismatch(INPUT, 3))
                .hasValueSatisfying(reason -> assertThat(reason).contains("3 x 2 x 2"));
    }

    @Test
    void splitsOfADataSetMustAgree() {
        ImageSet train = GeneratedImages.labelled(Split.TRAIN, SHAPE, 4, 2, 1);
        ImageSet validation = GeneratedImages.labelled(Split.VALIDATION, SHAPE, 4, 2, 2);
        ImageSet test = GeneratedImages.labelled(Split.TEST, SHAPE, 4, 3, 3);
        assertThatThrownBy(() -> new DataSet("odd", train, validation, test)).hasMessageContaining("the test split");
        assertThatThrownBy(() -> new DataSet("odd", train, train, validation))
                .hasMessageContaining("train split was given as validation");
    }

    @Test
    void anImageInTwoSplitsIsFound() {
        ImageSet train = GeneratedImages.labelled(Split.TRAIN, SHAPE, 6, 2, 1);
        ImageSet validation = GeneratedImages.labelled(Split.VALIDATION, SHAPE, 6, 2, 2);
        ImageSet copy = ImageSet.labelled(
                Split.TEST, SHAPE, train.classNames(), join(validation.image(4), train.image(5)), new int[] {0, 1});
        DataSet dataSet = new DataSet("leaky", train, validation, copy);
        assertThat(DuplicateImages.acrossSplits(dataSet))
                .containsExactly(
                        new DuplicateImages.Pair(Split.VALIDATION, 4, Split.TEST, 0),
                        new DuplicateImages.Pair(Split.TRAIN, 5, Split.TEST, 1));
        assertThatThrownBy(() -> DuplicateImages.refuse(dataSet, (split, index) -> split.label() + "#" + index))
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("test#0")
                .hasMessageContaining("validation#4")
                .hasMessageContaining("train#5");
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = new byte[first.length + second.length];
        System.arraycopy(first, 0, joined, 0, first.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
