package org.mindpress.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.engine.conformance.LiteConformanceTest.Build;
import org.mindpress.engine.evaluate.ParityCount;
import org.mindpress.engine.integer.IntegerOptions;
import org.mindpress.engine.integer.IntegerOutput;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.QuantizedModel;

/** A comparison that cannot fail proves nothing: one wrong code in a file and one wrong byte in an image are both seen. */
@Tag("conformance")
class FaultDetectionTest {
    private static final ConformanceNet NET = ConformanceNet.RESIDUAL;
    private static final int IMAGES = 20;
    private static final int FAULTY_IMAGE = 7;

    @TempDir
    private Path folder;

    @Test
    void liteDiffersWhenOneBiasOfTheFileIsWrong() throws IOException, InterruptedException {
        RealReader lite = RealReader.installed(Build.X86.reader);
        byte[] images = ExportedNet.bytes(NET.exported().channelLast(IMAGES));
        int[] differing = differingByImage(
                expected(Build.X86.options()).values(),
                LiteFile.converted(lite, folder, withOneWrongBias().deployment())
                        .logits(images));
        assertThat(Arrays.stream(differing).sum()).as("differing logits").isPositive();
        assertThat(Arrays.stream(differing).max().orElseThrow())
                .as("only one class is wrong")
                .isEqualTo(1);
    }

    @Test
    void liteDiffersWhenOneByteOfAnImageIsWrong() throws IOException, InterruptedException {
        RealReader lite = RealReader.installed(Build.X86.reader);
        byte[] images = ExportedNet.bytes(NET.exported().channelLast(IMAGES));
        flipOneByte(images);
        int[] differing = differingByImage(
                expected(Build.X86.options()).values(),
                LiteFile.converted(lite, folder, NET.exported().deployment()).logits(images));
        assertOnlyTheFaultyImageDiffers(differing);
    }

    @Test
    void mindSporeDiffersWhenOneBiasOfTheFileIsWrong() throws IOException, InterruptedException {
        byte[] images = ExportedNet.bytes(NET.exported().channelFirst(IMAGES));
        byte[] codes = MindSporeFile.of("2.8.0", folder, withOneWrongBias().verification())
                .codes(images, NET.exported().imageShape(), IMAGES);
        byte[] expected = expected(IntegerOptions.defaults()).codes();
        assertThat(ParityCount.of(expected, codes).differing()).isPositive().isLessThanOrEqualTo(IMAGES);
    }

    @Test
    void mindSporeDiffersWhenOneByteOfAnImageIsWrong() throws IOException, InterruptedException {
        byte[] images = ExportedNet.bytes(NET.exported().channelFirst(IMAGES));
        flipOneByte(images);
        byte[] codes = MindSporeFile.of("2.8.0", folder, NET.exported().verification())
                .codes(images, NET.exported().imageShape(), IMAGES);
        assertOnlyTheFaultyImageDiffers(
                differingByImage(floats(expected(IntegerOptions.defaults()).codes()), floats(codes)));
    }

    private static IntegerOutput expected(IntegerOptions options) {
        return NET.exported().integerModel(options).run(NET.exported().channelFirst(IMAGES), IMAGES);
    }

    /** The net with one bias of its classifier off by what moves a logit by one step. */
    private static ExportedNet withOneWrongBias() {
        QuantizedModel model = NET.exported().model();
        Map<String, QuantizedConvolution> convolutions = new LinkedHashMap<>(model.convolutions());
        QuantizedConvolution classifier = model.convolution("fc");
        float[] bias = classifier.bias();
        float unit =
                model.inputParametersOf("fc", 0).scale() * classifier.weight().scale(0);
        bias[0] += unit * Math.round(model.parametersOf("fc").scale() / unit);
        convolutions.put("fc", QuantizedConvolution.of(classifier.weight(), bias));
        return new ExportedNet(
                new QuantizedModel(model.graph(), model.plan(), convolutions, model.parameters(), model.input()),
                NET.exported().channelFirst(IMAGES));
    }

    /** Turns the sign of the largest value of one image. */
    private static void flipOneByte(byte[] images) {
        int size = images.length / IMAGES;
        int largest = FAULTY_IMAGE * size + 3;
        for (int sign = largest; sign < (FAULTY_IMAGE + 1) * size; sign += 4) {
            largest = magnitude(images, sign) > magnitude(images, largest) ? sign : largest;
        }
        images[largest] ^= (byte) 0x80;
    }

    /** The upper bits of a little-endian float32 whose last byte is at {@code end}, without its sign. */
    private static int magnitude(byte[] values, int end) {
        return (values[end] & 0x7f) << 8 | (values[end - 1] & 0xff);
    }

    private static void assertOnlyTheFaultyImageDiffers(int[] differing) {
        assertThat(differing[FAULTY_IMAGE])
                .as("differing outputs of the faulty image")
                .isPositive();
        assertThat(Arrays.stream(differing).sum()).as("of all images").isEqualTo(differing[FAULTY_IMAGE]);
    }

    private static float[] floats(byte[] codes) {
        float[] values = new float[codes.length];
        for (int i = 0; i < codes.length; i++) {
            values[i] = codes[i];
        }
        return values;
    }

    private static int[] differingByImage(float[] expected, float[] actual) {
        assertThat(actual).hasSameSizeAs(expected);
        int classes = expected.length / IMAGES;
        int[] differing = new int[IMAGES];
        for (int i = 0; i < expected.length; i++) {
            differing[i / classes] +=
                    Float.floatToRawIntBits(expected[i]) == Float.floatToRawIntBits(actual[i]) ? 0 : 1;
        }
        return differing;
    }
}
