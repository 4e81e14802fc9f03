package org.mindpress.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mindpress.engine.graph.Shape;

/**
 * Tasks for one MindSpore, which does all of them in one process, as starting it costs more than most of them
 * ({@code conformance/mindspore_exchange.py}). Not thread-safe.
 */
final class MindSporeExchange {
    private static final String SCRIPT = "mindspore_exchange.py";

    private final String version;
    private final Path folder;
    private final RealReader mindSpore;
    private final List<String> tasks = new ArrayList<>();

    MindSporeExchange(String version, Path folder) throws IOException, InterruptedException {
        this.version = version;
        this.folder = folder;
        this.mindSpore = RealReader.installed("mindspore-" + version).with(SCRIPT);
    }

    String version() {
        return version;
    }

    /** Puts a file where the tasks find it. */
    void put(String file, byte[] content) throws IOException {
        Files.write(folder.resolve(file), content);
    }

    /** Runs a float MindIR. */
    void run(String model, float[] images, Shape image) throws IOException {
        task("run " + model, model, images, image);
    }

    /** Runs a float MindIR with the parameters of a checkpoint. */
    void load(String model, String checkpoint, float[] images, Shape image) throws IOException {
        task("load " + model + " " + checkpoint, checkpoint, images, image);
    }

    /** Runs a net that MindSpore's own cells define, with the parameters of a checkpoint. */
    void define(String net, String checkpoint, float[] images, Shape image) throws IOException {
        task("define " + net + " " + checkpoint, checkpoint, images, image);
    }

    private void task(String task, String file, float[] images, Shape image) throws IOException {
        put(file + ".images", ExportedNet.bytes(images));
        tasks.add(String.join(
                " ",
                task,
                file + ".images",
                file + ".results",
                Integer.toString(image.channels()),
                Integer.toString(image.height()),
                Integer.toString(image.width())));
    }

    /** Lists the parameters of a checkpoint. */
    void list(String checkpoint) {
        tasks.add("list " + checkpoint + " " + checkpoint + ".list");
    }

    /** Writes the files of a net of the fixtures into a folder. */
    void make(String target, String net) {
        tasks.add("make " + target + " " + net);
    }

    /** Writes a checkpoint with one large tensor and a scalar. */
    void makeLarge(String checkpoint, int elements) {
        tasks.add("big " + checkpoint + " " + elements);
    }

    /** Does all tasks. */
    void perform() throws IOException, InterruptedException {
        Files.write(folder.resolve("tasks"), tasks);
        assertThat(mindSpore.run(folder, "tasks")).endsWith("mindspore " + version + "\n");
    }

    /** Results of the task whose model, or else checkpoint, was this file. */
    float[] results(String file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(read(file + ".results")).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    /** What {@link #list} found: name, type, shape and SHA-256 of each parameter. */
    List<String> listed(String checkpoint) throws IOException {
        return Files.readAllLines(folder.resolve(checkpoint + ".list"));
    }

    byte[] read(String file) throws IOException {
        return Files.readAllBytes(folder.resolve(file));
    }

    @Override
    public String toString() {
        return version;
    }

    Path path(String file) {
        return folder.resolve(file);
    }
}
