package org.mindpress.engine.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mindpress.engine.infer.OnnxConvolutionKernel;

class IntegerModelGoldenTest {
    static Stream<Arguments> runs() {
        return GoldenGraph.NAMES.stream()
                .flatMap(name -> Stream.of(
                        Arguments.of(name, KernelForm.ARM, false),
                        Arguments.of(name, KernelForm.ARM, true),
                        Arguments.of(name, KernelForm.X86, false)));
    }

    @ParameterizedTest(name = "{0}, form={1}, separateInputTail={2}")
    @MethodSource("runs")
    void everyBitEqualsTheNativeBuild(String name, KernelForm form, boolean separateInputTail) {
        GoldenGraph golden = new GoldenGraph(name);
        IntegerOptions options = IntegerOptions.defaults().withForm(form).withSeparateInputTail(separateInputTail);
        for (IntegerOptions kernels : List.of(
                options, options.withKernels(List.of()), options.preferring(OnnxConvolutionKernel.factory(0)))) {
            IntegerModel model = golden.model(kernels);
            float[] values = model.run(golden.inputs(model), model.fileBatch()).values();
            assertThat(bits(values)).isEqualTo(bits(golden.output(form)));
        }
    }

    static Stream<String> names() {
        return GoldenGraph.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aBatchIsItsImagesAndThreadsDoNotMatter(String name) {
        GoldenGraph golden = new GoldenGraph(name);
        IntegerModel one = golden.model(IntegerOptions.defaults());
        IntegerModel two = golden.model(IntegerOptions.defaults().withThreads(2));
        int batch = 37;
        List<float[]> images = one.inputs().stream()
                .map(input -> many(golden, one, input, batch))
                .toList();
        byte[] together = one.run(images, batch).codes();
        assertThat(two.run(images, batch).codes()).isEqualTo(together);
        int elements = together.length / batch;
        for (int image = 0; image < batch; image += 5) {
            int index = image;
            List<float[]> single = images.stream()
                    .map(all ->
                            Arrays.copyOfRange(all, index * (all.length / batch), (index + 1) * (all.length / batch)))
                    .toList();
            assertThat(one.run(single, 1).codes())
                    .isEqualTo(Arrays.copyOfRange(together, image * elements, (image + 1) * elements));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void threadsThatShareOneImageChangeNoTensor(String name) {
        GoldenGraph golden = new GoldenGraph(name);
        IntegerModel alone = golden.model(IntegerOptions.defaults());
        for (KernelForm form : KernelForm.values()) {
            IntegerOptions options = IntegerOptions.defaults().withForm(form);
            Map<String, byte[]> expected = golden.model(options).trace(golden.inputs(alone), 1);
            for (IntegerOptions shared : List.of(
                    options.withThreads(2),
                    options.withThreads(5),
                    options.withThreads(3).preferring(OnnxConvolutionKernel.factory(0)))) {
                Map<String, byte[]> trace = golden.model(shared).trace(golden.inputs(alone), 1);
                assertThat(trace.keySet()).isEqualTo(expected.keySet());
                expected.forEach((tensor, codes) ->
                        assertThat(trace.get(tensor)).as(tensor).isEqualTo(codes));
            }
        }
    }

    /** Repeats a golden input with growing offsets. */
    private static float[] many(GoldenGraph golden, IntegerModel model, IntegerInput input, int batch) {
        float[] first = golden.inputs(model).get(model.inputs().indexOf(input));
        float[] all = new float[first.length * batch];
        for (int i = 0; i < all.length; i++) {
            all[i] = first[(i + i / first.length * 7) % first.length];
        }
        return all;
    }

    @Test
    void traceHoldsEveryTensorAndEndsWithTheOutput() {
        GoldenGraph golden = new GoldenGraph("r_avgnofq");
        IntegerModel model = golden.model(IntegerOptions.defaults());
        List<float[]> inputs = golden.inputs(model);
        Map<String, byte[]> trace = model.trace(inputs, 1);
        assertThat(model.layers())
                .containsExactly(
                        "conv1",
                        "b.conv1",
                        "b.conv2",
                        "Add-op16",
                        "c.conv1",
                        "c.conv2",
                        "c.down",
                        "Add-op32",
                        "AvgPool-op35",
                        "fc",
                        "Reshape-op41");
        assertThat(trace.keySet()).startsWith("x").endsWith("Reshape-op41").containsAll(model.layers());
        assertThat(trace.get("Reshape-op41")).isEqualTo(model.run(inputs, 1).codes());
        for (IntegerLayer layer : model.tensors()) {
            assertThat(trace.get(layer.name())).hasSize(layer.elements());
        }
        assertThat(model.runCodes(List.of(trace.get("x")), 1).codes())
                .isEqualTo(model.run(inputs, 1).codes());
        assertThat(model.tensors().get(0).operator()).isEqualTo("Conv2D+BiasAdd+ReLU");
        assertThat(model.inputs().get(0).shape()).containsExactly(3, 14, 14);
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
