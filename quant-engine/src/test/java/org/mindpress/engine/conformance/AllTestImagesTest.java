package org.mindpress.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.engine.evaluate.ParityCount;
import org.mindpress.engine.infer.FirstTestImages;
import org.mindpress.engine.integer.IntegerOptions;

/**
 * All 10,000 test images of CIFAR-10 in MindSpore 2.8.0; run by {@code benchmarks/mindspore-10000}, which says where they are (system
 * property {@code conformance.images}) and how the row of the table is dated ({@code conformance.measured}).
 */
@Tag("conformance-benchmark")
class AllTestImagesTest {
    private static final String VERSION = "2.8.0";
    private static final int BATCH = 50;

    @TempDir
    private Path folder;

    @Test
    void everyCodeOfEveryImageIsOurs() throws IOException, InterruptedException {
        ConformanceNet which = ConformanceNet.RESNET_20;
        Stopwatch watch = Stopwatch.started(which, "MindSpore " + VERSION + ", all test images");
        ExportedNet net = which.exported();
        float[] images = images(Path.of(System.getProperty("conformance.images")));
        int count = images.length / FirstTestImages.SPECIFICATION.shape().size();
        byte[] actual = MindSporeFile.of(VERSION, folder, net.verification())
                .codes(ExportedNet.bytes(images), net.imageShape(), BATCH);
        byte[] expected = net.integerModel(IntegerOptions.defaults().withThreads(2))
                .run(images, count)
                .codes();
        ParityCount parity = ParityCount.of(expected, actual);
        new ConformanceRow(
                        which.title(),
                        "MindSpore, batch " + BATCH,
                        VERSION,
                        "verification",
                        net.verification().length,
                        count,
                        parity.compared(),
                        parity.differing(),
                        "ordinary operators",
                        System.getProperty("conformance.measured"))
                .write();
        watch.report();
        assertThat(parity.differing()).as("differing codes").isZero();
    }

    private static float[] images(Path file) throws IOException {
        byte[] records = Files.readAllBytes(file);
        int size = FirstTestImages.SPECIFICATION.shape().size();
        float[] images = new float[records.length / (size + 1) * size];
        for (int start = 0; start < images.length; start += size) {
            FirstTestImages.SPECIFICATION.normalize(records, start / size * (size + 1) + 1, images, start);
        }
        return images;
    }
}
