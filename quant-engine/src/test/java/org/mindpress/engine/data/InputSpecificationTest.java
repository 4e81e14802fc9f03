package org.mindpress.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputSpecificationTest {

    private static final InputSpecification CIFAR = InputSpecification.of(
            ChannelOrder.RGB, 4, 5, new float[] {0.4914f, 0.4822f, 0.4465f}, new float[] {0.2470f, 0.2435f, 0.2616f});

    @Test
    void everyPixelValueFollowsTheFormulaBitForBit() {
        byte[] image = new byte[CIFAR.shape().size()];
        float[] target = new float[image.length];
        for (int first = 0; first < 256; first++) {
            for (int i = 0; i < image.length; i++) {
                image[i] = (byte) (first + 7 * i);
            }
            CIFAR.normalize(image, 0, target, 0);
            for (int i = 0; i < image.length; i++) {
                int channel = i / 20;
                float scaled = (image[i] & 0xff) / 255f;
                float centred = scaled - CIFAR.mean().get(channel);
                float expected = centred / CIFAR.standardDeviation().get(channel);
                assertThat(Float.floatToRawIntBits(target[i])).isEqualTo(Float.floatToRawIntBits(expected));
            }
        }
    }

    @Test
    void theTableGivesTheSameBitsAtAnyOffset() {
        byte[] images = new byte[3 * CIFAR.shape().size() + 11];
        new Random(3).nextBytes(images);
        float[] plain = new float[images.length];
        float[] table = new float[images.length];
        CIFAR.normalize(images, 11, plain, 5);
        new Normalizer(CIFAR).normalize(images, 11, table, 5);
        assertThat(table).containsExactly(plain);
        assertThat(table[4]).isZero();
        assertThat(table[5 + CIFAR.shape().size()]).isZero();
    }

    @Test
    void jsonRoundTripKeepsEveryBit() {
        InputSpecification odd = new InputSpecification(
                ChannelOrder.GRAY, 28, 28, List.of(0.1f + 0.2f), List.of(Math.nextUp(0.3081f)), Resize.BILINEAR);
        assertThat(InputSpecificationCodec.fromJson(InputSpecificationCodec.toJson(odd)))
                .isEqualTo(odd);
        assertThat(InputSpecificationCodec.fromJson(InputSpecificationCodec.toJson(CIFAR)))
                .isEqualTo(CIFAR);
        assertThat(InputSpecificationCodec.toJson(CIFAR))
                .isEqualTo("{\"channelOrder\":\"RGB\",\"height\":4,\"width\":5,\"mean\":[0.4914,0.4822,0.4465],"
                        + "\"standardDeviation\":[0.247,0.2435,0.2616],\"resize\":\"NONE\"}");
    }

    @Test
    void jsonThatIsSomethingElseIsRefused() {
        assertThatThrownBy(() -> InputSpecificationCodec.fromJson("{\"height\":3}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("channelOrder");
        assertThatThrownBy(() -> InputSpecificationCodec.fromJson(
                        InputSpecificationCodec.toJson(CIFAR).replace("{", "{\"hight\":4,")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hight");
        assertThatThrownBy(() -> InputSpecificationCodec.fromJson("{")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> InputSpecificationCodec.fromJson("{\"channelOrder\":\"RGB\",\"height\":0,\"width\":5,"
                        + "\"mean\":[0.5],\"standardDeviation\":[0.2,0.2,0.2],\"resize\":\"NONE\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("height=0")
                .hasMessageContaining("mean has 1");
    }

    @Test
    void allFaultsAreNamedTogether() {
        assertThatThrownBy(
                        () -> InputSpecification.of(ChannelOrder.GRAY, 0, 5, new float[] {Float.NaN}, new float[] {0f}))
                .hasMessageContaining("height=0")
                .hasMessageContaining("mean must be finite")
                .hasMessageContaining("standardDeviation must be finite and above 0");
    }

    @Test
    void shapeFollowsFromTheChannelOrder() {
        assertThat(CIFAR.shape()).isEqualTo(new ImageShape(3, 4, 5));
        assertThat(CIFAR.shape().size()).isEqualTo(60);
    }
}
