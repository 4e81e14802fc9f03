package org.mindpress.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mindpress.engine.evaluate.ParityCount;
import org.mindpress.engine.integer.IntegerOptions;
import org.mindpress.engine.mindir.SplitChannels;

/** The law of the verification file: a stock MindSpore loads it and computes the codes of our integer execution. */
@Tag("conformance")
@Tag("conformance-net")
@Execution(ExecutionMode.CONCURRENT)
class MindSporeConformanceTest {
    private static final int IMAGES_ONE_BY_ONE = 50;

    /** For all MindSpores that run at the same time. */
    private static final Semaphore GIGABYTES = new Semaphore(4);

    @TempDir
    private Path folder;

    static Stream<Arguments> runs() {
        return ConformanceNet.selected()
                .flatMap(net -> Stream.of("2.8.0", "2.10.0").map(version -> Arguments.of(version, net)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyCodeIsOurs(String version, ConformanceNet net) throws IOException, InterruptedException {
        compare(version, net, net.images().mindSpore(), net.images().batch());
    }

    static Stream<ConformanceNet> oneByOne() {
        return ConformanceNet.selected().filter(net -> net == ConformanceNet.RESNET_20);
    }

    /** The batch that the file itself names is 1. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("oneByOne")
    void everyCodeOfASingleImageIsOurs(ConformanceNet net) throws IOException, InterruptedException {
        compare("2.8.0", net, IMAGES_ONE_BY_ONE, 1);
    }

    private void compare(String version, ConformanceNet which, int images, int batch)
            throws IOException, InterruptedException {
        Stopwatch watch = Stopwatch.started(which, "MindSpore " + version + ", batch " + batch);
        ExportedNet net = which.exported();
        byte[] actual;
        GIGABYTES.acquire(which.images().gigabytes());
        try {
            actual = MindSporeFile.of(version, folder, net.verification())
                    .codes(ExportedNet.bytes(net.channelFirst(images)), net.imageShape(), batch);
        } finally {
            GIGABYTES.release(which.images().gigabytes());
        }

        byte[] expected = net.integerModel(IntegerOptions.defaults().withThreads(2))
                .run(net.channelFirst(images), images)
                .codes();
        ParityCount parity = ParityCount.of(expected, actual);
        ConformanceRow.of(
                        which.title(),
                        "MindSpore, batch " + batch,
                        version,
                        "verification",
                        net.verification().length,
                        images,
                        parity.compared(),
                        parity.differing(),
                        SplitChannels.of(net.model()).describe())
                .write();
        watch.report();
        assertThat(actual).isEqualTo(expected);
    }
}
