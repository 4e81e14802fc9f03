package org.mindpress.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mindpress.engine.integer.IntegerOptions;
import org.mindpress.engine.integer.KernelForm;
import org.mindpress.engine.mindir.MindirParameter;
import org.mindpress.engine.mindir.MindirReader;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizedModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The law of the deployment file: MindSpore Lite makes a full int8 model of it, keeps our codes and computes our very logits. */
@Tag("conformance")
@Tag("conformance-net")
@Execution(ExecutionMode.CONCURRENT)
class LiteConformanceTest {
    private static final Logger LOG = LoggerFactory.getLogger(LiteConformanceTest.class);

    /** What ResNet-50 with 1,000 classes, 97.5 MiB of float weights, may become: 25.1 MiB as MindIR, 26 as {@code .ms}. */
    private static final long LARGEST_DEPLOYMENT = 251L * (1 << 20) / 10;

    private static final long LARGEST_LITE = 26L << 20;

    enum Build {
        X86("lite-x86", KernelForm.X86, "MindSpore Lite, x86-64 kernels"),
        ARM64("lite-arm64", KernelForm.ARM, "MindSpore Lite, ARM64 kernels, emulated");

        static final String VERSION = "2.0.0";

        final String reader;
        final String title;
        private final KernelForm form;

        Build(String reader, KernelForm form, String title) {
            this.reader = reader;
            this.form = form;
            this.title = title;
        }

        /** How integer execution computes what this build computes. */
        IntegerOptions options() {
            return IntegerOptions.defaults()
                    .withForm(form)
                    .withSeparateInputTail(form == KernelForm.ARM)
                    .withThreads(2);
        }
    }

    @TempDir
    private Path folder;

    static Stream<Arguments> runs() {
        return ConformanceNet.selected()
                .flatMap(net -> Stream.of(Build.values()).map(build -> Arguments.of(build, net)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyNodeIsInt8EveryCodeIsKeptAndEveryLogitHasOurBits(Build build, ConformanceNet which)
            throws IOException, InterruptedException {
        Stopwatch watch = Stopwatch.started(which, build.title);
        ExportedNet net = which.exported();
        int images = which.images().lite();
        LiteFile lite = LiteFile.converted(RealReader.installed(build.reader), folder, net.deployment());
        int[] actual = bits(lite.logits(ExportedNet.bytes(net.channelLast(images))));

        int[] expected = bits(net.integerModel(build.options())
                .run(net.channelFirst(images), images)
                .values());
        assertThat(actual).as("logits of %s", build.title).hasSameSizeAs(expected);
        ConformanceRow.of(
                        which.title(),
                        build.title,
                        Build.VERSION,
                        "deployment",
                        net.deployment().length,
                        images,
                        expected.length,
                        differing(expected, actual),
                        lite.int8Nodes().size() + " / " + lite.floatNodes().size())
                .write();
        watch.report();
        LOG.info("conformance: {}, deployment {} bytes, .ms {}", which.title(), net.deployment().length, lite.bytes());
        assertThat((long) net.deployment().length).isLessThanOrEqualTo(LARGEST_DEPLOYMENT);
        assertThat(lite.bytes()).isLessThanOrEqualTo(LARGEST_LITE);
        assertFloatNodes(lite, net.model());
        assertThat(actual).isEqualTo(expected);
        int classes = expected.length / images;
        assertThat(Arrays.copyOf(expected, classes))
                .as("the first two images give the same logits: the net is dead")
                .isNotEqualTo(Arrays.copyOfRange(expected, classes, 2 * classes));
        assertCodesAreKept(lite, net);
    }

    /** The convolutions that the policy keeps in float and their barriers, of which the converter may merge equal ones; nothing else. */
    static void assertFloatNodes(LiteFile lite, QuantizedModel model) {
        List<String> islands = model.plan().convolutions().stream()
                .map(QuantizationGroup::layer)
                .filter(model.plan()::isFloatIsland)
                .toList();
        assertThat(lite.floatNodes().stream()
                        .filter(node -> !LiteFile.isOf("Maximum", node))
                        .map(LiteFile::layer))
                .as("layers in float")
                .containsExactlyInAnyOrderElementsOf(islands);
        assertThat(lite.floatNodes().stream()
                        .filter(node -> LiteFile.isOf("Maximum", node))
                        .map(LiteFile::layer))
                .as("layers of barriers")
                .isSubsetOf(islands);
        if (islands.isEmpty()) {
            assertThat(lite.casts()).as("casts, at the border alone").isEqualTo(2);
        }
    }

    private static void assertCodesAreKept(LiteFile lite, ExportedNet net) throws IOException {
        QuantizedModel model = net.model();
        Map<String, byte[]> weights = new TreeMap<>();
        Map<String, byte[]> biases = new TreeMap<>();
        List<MindirParameter> parameters =
                MindirReader.read("deployment.mindir", net.deployment()).parameters();
        for (String layer : model.convolutions().keySet()) {
            MindirParameter weight = parameters.stream()
                    .filter(parameter -> parameter.name().equals(layer + ".weight"))
                    .findFirst()
                    .orElseThrow();
            weights.put(layer, channelLast(weight.data().bytes(), weight.type().shape()));
            biases.put(
                    layer,
                    bytes(model.convolution(layer)
                            .biasCodes(model.inputParametersOf(layer, 0).scale())));
        }
        assertSame("weight", lite.weights(), weights);
        assertSame("bias", lite.biases(), biases);
    }

    private static void assertSame(String what, Map<String, byte[]> converted, Map<String, byte[]> ours) {
        assertThat(converted.keySet()).as("layers with %s codes", what).isEqualTo(ours.keySet());
        ours.forEach((layer, codes) -> assertThat(converted.get(layer))
                .as("%s codes of %s", what, layer)
                .isEqualTo(codes));
    }

    /** Reorders a weight [O, I, H, W] into [O, H, W, I], as Lite stores it. */
    private static byte[] channelLast(byte[] codes, List<Integer> shape) {
        int inputs = shape.get(1);
        int area = shape.get(2) * shape.get(3);
        byte[] turned = new byte[codes.length];
        for (int i = 0; i < codes.length; i++) {
            int output = i / (inputs * area);
            int input = i / area % inputs;
            turned[(output * area + i % area) * inputs + input] = codes[i];
        }
        return turned;
    }

    private static byte[] bytes(int[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asIntBuffer().put(values);
        return buffer.array();
    }

    static long differing(int[] expected, int[] actual) {
        long differing = 0;
        for (int i = 0; i < expected.length; i++) {
            differing += expected[i] == actual[i] ? 0 : 1;
        }
        return differing;
    }

    static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
