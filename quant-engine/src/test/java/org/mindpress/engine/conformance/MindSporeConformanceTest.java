package org.mindpress.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mindpress.engine.evaluate.ParityCount;
import org.mindpress.engine.integer.IntegerOptions;

/** The law of the verification file: a stock MindSpore loads it and computes the codes of our integer execution. */
@Tag("conformance")
class MindSporeConformanceTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "2.8.0, RESNET_20, 1",
        "2.8.0, RESNET_20, 50",
        "2.10.0, RESNET_20, 50",
        "2.8.0, MOBILENET_V2, 50",
        "2.10.0, MOBILENET_V2, 50",
        "2.8.0, RESIDUAL, 50",
        "2.8.0, BOTTLENECK, 50",
        "2.8.0, DEPTHWISE, 50",
        "2.8.0, SPLIT, 50",
        "2.10.0, RESIDUAL, 50",
        "2.10.0, BOTTLENECK, 50",
        "2.10.0, DEPTHWISE, 50",
        "2.10.0, SPLIT, 50"
    })
    void everyCodeIsOurs(String version, ConformanceNet which, int batch) throws IOException, InterruptedException {
        RealReader mindSpore = RealReader.installed("mindspore-" + version);
        ExportedNet net = which.exported();
        int images = net.imageCount();
        Files.write(folder.resolve("net.mindir"), net.verification());
        Files.write(folder.resolve("images.bin"), ExportedNet.bytes(net.channelFirst(images)));
        String said = mindSpore.run(
                folder,
                "net.mindir",
                "images.bin",
                "codes.bin",
                Integer.toString(images),
                net.imageShape().get(0).toString(),
                net.imageShape().get(1).toString(),
                net.imageShape().get(2).toString(),
                Integer.toString(batch));

        assertThat(said).contains("mindspore " + version + " ").contains("output int8");
        byte[] expected = net.integerModel(IntegerOptions.defaults().withThreads(2))
                .run(net.channelFirst(images), images)
                .codes();
        byte[] actual = Files.readAllBytes(folder.resolve("codes.bin"));
        ParityCount parity = ParityCount.of(expected, actual);
        ConformanceTable.write(
                net.name(),
                "MindSpore " + version + ", batch " + batch,
                "verification",
                net.verification().length,
                images,
                parity.compared(),
                parity.differing(),
                "ordinary operators");
        assertThat(actual).isEqualTo(expected);
    }
}
