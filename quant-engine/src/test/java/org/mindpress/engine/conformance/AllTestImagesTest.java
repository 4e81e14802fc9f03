package org.mindpress.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.engine.evaluate.ParityCount;
import org.mindpress.engine.infer.FirstTestImages;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.integer.IntegerOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All 10,000 test images of CIFAR-10 in MindSpore 2.8.0; run by {@code benchmarks/mindspore-10000}, which says where they are (system
 * property {@code conformance.images}) and how the row of the table is dated ({@code conformance.measured}).
 */
@Tag("conformance-benchmark")
class AllTestImagesTest {
    private static final Logger LOG = LoggerFactory.getLogger(AllTestImagesTest.class);
    private static final String VERSION = "2.8.0";
    private static final int BATCH = 50;
    private static final int IMAGES_A_CALL = 1000;

    @TempDir
    private Path folder;

    @Test
    void everyCodeOfEveryImageIsOurs() throws IOException, InterruptedException {
        ConformanceNet which = ConformanceNet.RESNET_20;
        Stopwatch watch = Stopwatch.started(which, "MindSpore " + VERSION + ", all test images");
        ExportedNet net = which.exported();
        float[] images = images(Path.of(System.getProperty("conformance.images")));
        int count = images.length / FirstTestImages.SPECIFICATION.shape().size();
        MindSporeFile mindSpore = MindSporeFile.of(VERSION, folder, net.verification());
        IntegerModel ours = net.integerModel(IntegerOptions.defaults().withThreads(2));
        int size = images.length / count;
        ParityCount parity = ParityCount.NONE;
        for (int from = 0; from < count; from += IMAGES_A_CALL) {
            int part = Math.min(IMAGES_A_CALL, count - from);
            float[] some = Arrays.copyOfRange(images, from * size, (from + part) * size);
            byte[] actual = mindSpore.codes(ExportedNet.bytes(some), net.imageShape(), BATCH);
            parity = parity.plus(ParityCount.of(ours.run(some, part).codes(), actual));
            LOG.info(
                    "conformance: {} images, {} of {} codes differ",
                    from + part,
                    parity.differing(),
                    parity.compared());
        }
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
