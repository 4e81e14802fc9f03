package org.mindpress.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.integer.IntegerOptions;
import org.mindpress.engine.integer.KernelForm;

/** The law of the deployment file: MindSpore Lite makes a full int8 model of it and computes our very logits. */
@Tag("conformance")
class LiteConformanceTest {
    private static final Pattern CASTS = Pattern.compile("(?m)^QuantDTypeCast ");
    private static final Pattern INT8 = Pattern.compile("(?m)^(?!QuantDTypeCast )\\S+ +ALL ");
    private static final Pattern FLOAT = Pattern.compile("nodes not full int8 \\(casts excluded\\): (\\d+)");

    enum Build {
        X86("lite-x86", KernelForm.X86, "MindSpore Lite 2.0.0, x86-64 kernels"),
        ARM64("lite-arm64", KernelForm.ARM, "MindSpore Lite 2.0.0, ARM64 kernels, emulated");

        final String reader;
        final KernelForm form;
        final String title;

        Build(String reader, KernelForm form, String title) {
            this.reader = reader;
            this.form = form;
            this.title = title;
        }
    }

    @TempDir
    private Path folder;

    static Stream<Arguments> runs() {
        return Stream.of(Build.values())
                .flatMap(build -> Stream.of(ConformanceNet.values()).map(net -> Arguments.of(build, net)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyNodeIsInt8AndEveryLogitHasOurBits(Build build, ConformanceNet which)
            throws IOException, InterruptedException {
        RealReader lite = RealReader.installed(build.reader);
        ExportedNet net = which.exported();
        int images = net.imageCount();
        Files.write(folder.resolve("net.mindir"), net.deployment());
        lite.run(folder, "convert", "net.mindir", "net");
        RealReader.Result nodes = RealReader.nodes(folder, "net.ms");
        Files.write(folder.resolve("images.bin"), ExportedNet.bytes(net.channelLast(images)));
        lite.run(folder, "many", "net.ms", "images.bin", "outputs.bin");

        IntegerModel ours = net.integerModel(IntegerOptions.defaults()
                .withForm(build.form)
                .withSeparateInputTail(build.form == KernelForm.ARM)
                .withThreads(2));
        int[] expected = bits(ours.run(net.channelFirst(images), images).values());
        int[] actual = bits(floats(Files.readAllBytes(folder.resolve("outputs.bin"))));
        assertThat(actual).as("logits of %s", build.title).hasSameSizeAs(expected);
        Matcher floatNodes = FLOAT.matcher(nodes.output());
        assertThat(floatNodes.find()).as(nodes.output() + nodes.log()).isTrue();
        ConformanceTable.write(
                net.name(),
                build.title,
                "deployment",
                net.deployment().length,
                images,
                expected.length,
                differing(expected, actual),
                INT8.matcher(nodes.output()).results().count() + " int8, " + floatNodes.group(1) + " float, "
                        + CASTS.matcher(nodes.output()).results().count() + " casts at the border");
        assertThat(nodes.status()).as(nodes.output()).isZero();
        assertThat(actual).isEqualTo(expected);
        int classes = expected.length / images;
        assertThat(Arrays.copyOf(expected, classes))
                .as("the first two images give the same logits: the net is dead")
                .isNotEqualTo(Arrays.copyOfRange(expected, classes, 2 * classes));
    }

    private static long differing(int[] expected, int[] actual) {
        long differing = 0;
        for (int i = 0; i < expected.length; i++) {
            differing += expected[i] == actual[i] ? 0 : 1;
        }
        return differing;
    }

    private static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
