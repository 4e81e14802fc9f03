package org.mindpress.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.importer.MindsporeFiles;

class CheckpointWriterTest {

    @Test
    void writesTheGoldenBytes() {
        List<Parameter> parameters = List.of(
                new Parameter("w", ParameterType.INT8, List.of(2, 2), new byte[] {1, -1, 127, -128}),
                Parameter.of("s", FloatTensor.of(List.of(), 0.5f)));
        assertThat(HexFormat.of().formatHex(CheckpointWriter.write(parameters)))
                .isEqualTo("0a150a01771210080208021204496e74381a0401ff7f80"
                        + "0a140a0173120f1207466c6f617433321a040000003f"
                        + "6372635f6e756d0000000000001364aa41");
    }

    /** Byte for byte what the real MindSpore wrote, apart from the CRC-32 where it wrote none. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"lenet", "resnet20_flat", "resnet18_torch", "resnet50_mindcv", "mobilenet_v2_mindcv"})
    void writesTheBytesOfMindSpore(String name) {
        byte[] original = MindsporeFiles.bytes(name + ".ckpt");
        byte[] written = CheckpointWriter.write(
                List.copyOf(CheckpointReader.read(name, original).parameters().values()));
        assertThat(Arrays.copyOf(written, original.length)).isEqualTo(original);
        assertThat(written).hasSize(original.length + 17);
    }

    @Test
    void writesTheSlicesAndTheCrcOfMindSpore() {
        byte[] original = MindsporeFiles.bytes("resnet20_zoo.ckpt");
        List<Parameter> parameters =
                List.copyOf(CheckpointReader.read("zoo", original).parameters().values());
        assertThat(CheckpointWriter.write(parameters, 4096)).isEqualTo(original);
    }

    @ParameterizedTest(name = "slice={0}")
    @ValueSource(ints = {1, 3, 4, 7, 100})
    void whatIsWrittenInSlicesReadsBackEqual(int slice) {
        List<Parameter> parameters = List.of(
                Parameter.of("empty", FloatTensor.of(List.of(0, 3))),
                Parameter.of("scalar", FloatTensor.of(List.of(), Float.NaN)),
                Parameter.of("weight", FloatTensor.of(List.of(2, 3), 1, 2, 3, 4, 5, 6)));
        assertThat(CheckpointReader.read("t.ckpt", CheckpointWriter.write(parameters, slice))
                        .parameters()
                        .values())
                .containsExactlyElementsOf(parameters);
    }

    @Test
    void namesMustDiffer() {
        Parameter one = Parameter.of("w", FloatTensor.vector(1));
        assertThatThrownBy(() -> CheckpointWriter.write(List.of(one, one))).hasMessage("two parameters are called w");
    }
}
