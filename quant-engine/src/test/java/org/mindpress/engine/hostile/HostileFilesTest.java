package org.mindpress.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.importer.ModelFile;
import org.mindpress.engine.importer.ModelImport;

/**
 * The contract of all readers: a hostile file is refused, by name and with a remedy, within seconds, and all that is allocated on the
 * way, garbage included, stays within {@value #GROWTH} times the file and {@value #ROOM} bytes.
 */
class HostileFilesTest {
    private static final int GROWTH = 2;
    private static final long ROOM = 56L << 20;
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private static Path folder;

    static Stream<HostileFile> hostile() throws IOException {
        Path outside = Files.write(Files.createTempFile(folder, "outside", ".bin"), new byte[16]);
        Path inside = Files.createDirectories(folder.resolve("model"));
        Path link = inside.resolve("link.bin");
        if (!Files.exists(link)) {
            Files.createSymbolicLink(link, outside);
        }
        return Stream.of(
                        HostileOnnx.all(inside),
                        HostileMindir.all(),
                        HostileZip.all(),
                        HostileHdf5.all(),
                        HostileCheckpoint.all())
                .flatMap(List::stream);
    }

    static Stream<HostileFile> longOnes() {
        return Stream.of(HostileOnnx.longOnes()).flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void isRefusedByNameWithinBounds(HostileFile hostile) {
        ModelImportException refusal = Assertions.assertTimeoutPreemptively(LONGEST, () -> refusal(hostile.file()));
        assertThat(refusal)
                .hasMessageContaining(hostile.what())
                .hasMessageContaining("Remedy: ")
                .hasMessageContainingAll(hostile.said().toArray(CharSequence[]::new));
        assertThat(refusal.getMessage()).hasSizeLessThan(300_000);
        assertThatCode(() -> Assertions.assertTimeoutPreemptively(LONGEST, () -> translateOrRefuse(hostile.file())))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("longOnes")
    void longFilesAreReadInTime(HostileFile file) {
        assertThatCode(() -> Assertions.assertTimeoutPreemptively(LONGEST, () -> ModelImport.read(file.file())))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/importer/pytorch/mobilenet.torchscript.onnx, ''",
        "/mindspore/residual.mindir, ''",
        "/mindspore/resnet20_zoo.ckpt, resnet20",
        "/importer/keras/mobilenet-keras3.h5, ''",
        "/importer/deeplearning4j/mobilenet.zip, ''"
    })
    void aFileCutAnywhereIsRefusedAsAWhole(String resource, String architecture) throws IOException {
        byte[] whole = resource(resource);
        Assertions.assertTimeoutPreemptively(LONGEST.multipliedBy(2), () -> {
            for (int length = 0; length < whole.length - 1; length += length < 64 ? 1 : 1 + whole.length / 61) {
                HostileFile cut = HostileFile.of("cut at " + length, Arrays.copyOf(whole, length))
                        .withArchitecture(architecture);
                assertThat(refusal(cut.file())).hasMessageContainingAll(cut.what(), "Remedy: ");
            }
        });
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream file = HostileFilesTest.class.getResourceAsStream(name)) {
            return file.readAllBytes();
        }
    }

    /** The two other questions to a file. */
    private static void translateOrRefuse(ModelFile file) {
        ModelImport.companions(file);
        try {
            ModelImport.onnx(file);
        } catch (ModelImportException refused) {
            assertThat(refused.problems()).isNotEmpty();
        }
    }

    /** Reads in this thread, whose allocations are counted. */
    private static ModelImportException refusal(ModelFile file) {
        ModelImportException refused = read(file);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        read(file);
        long used = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(used)
                .as("bytes allocated for a file of " + file.content().length)
                .isLessThan(GROWTH * (long) file.content().length + ROOM);
        return refused;
    }

    private static ModelImportException read(ModelFile file) {
        try {
            ModelImport.read(file);
        } catch (ModelImportException refused) {
            return refused;
        }
        throw new AssertionError("was read");
    }
}
