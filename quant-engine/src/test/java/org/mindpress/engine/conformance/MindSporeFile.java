package org.mindpress.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A verification file in MindSpore on CPU. */
final class MindSporeFile {
    private final String version;
    private final Path folder;
    private final RealReader mindSpore;

    private MindSporeFile(String version, Path folder, RealReader mindSpore) {
        this.version = version;
        this.folder = folder;
        this.mindSpore = mindSpore;
    }

    /** Puts the file into a folder, in which all runs work. */
    static MindSporeFile of(String version, Path folder, byte[] verification) throws IOException, InterruptedException {
        RealReader mindSpore = RealReader.installed("mindspore-" + version);
        Files.write(folder.resolve("net.mindir"), verification);
        return new MindSporeFile(version, folder, mindSpore);
    }

    /**
     * Runs images in calls of {@code batch}; the int8 codes of all of them.
     *
     * @param images raw float32 [count, C, H, W]
     * @param shape of one image
     */
    byte[] codes(byte[] images, List<Integer> shape, int batch) throws IOException, InterruptedException {
        int size = 4 * shape.get(0) * shape.get(1) * shape.get(2);
        Files.write(folder.resolve("images.bin"), images);
        String said = mindSpore.run(
                folder,
                "net.mindir",
                "images.bin",
                "codes.bin",
                Integer.toString(images.length / size),
                shape.get(0).toString(),
                shape.get(1).toString(),
                shape.get(2).toString(),
                Integer.toString(batch));
        assertThat(said).contains("mindspore " + version + " ").contains("output int8");
        return Files.readAllBytes(folder.resolve("codes.bin"));
    }
}
