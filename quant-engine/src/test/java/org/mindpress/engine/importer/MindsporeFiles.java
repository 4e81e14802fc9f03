package org.mindpress.engine.importer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.mindpress.engine.data.FloatArrayFile;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.onnx.OnnxWriter;

/** Files that a real MindSpore wrote, made by {@code conformance/make_mindspore_fixtures.py}. */
public final class MindsporeFiles {
    private static final int BATCH = 2;

    private MindsporeFiles() {}

    /** The path of a resource of the folder {@code mindspore}. */
    public static Path path(String file) {
        try {
            var resource = MindsporeFiles.class.getResource("/mindspore/" + file);
            if (resource == null) {
                throw new IllegalArgumentException("no file " + file);
            }
            return Path.of(resource.toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Its bytes. */
    public static byte[] bytes(String file) {
        try {
            return Files.readAllBytes(path(file));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The file with its neighbours as companions. */
    public static ModelFile model(String file) {
        return new ModelFile(file, bytes(file), CompanionFiles.folder(path(file).getParent()), Optional.empty());
    }

    /** The images of a net, two of them. */
    public static FloatArrayFile images(String net) {
        return array(net + ".input.npy");
    }

    /** MindSpore's own results for {@link #images}. */
    public static float[] logits(String net) {
        return array(net + ".output.npy").values();
    }

    private static FloatArrayFile array(String file) {
        try {
            return FloatArrayFile.read(path(file));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What the imported graph computes for the images of a net. */
    public static float[] computed(ImportedModel imported, String net) {
        return run(OnnxWriter.write(imported.graph()), net);
    }

    /** What an ONNX file computes for the images of a net. */
    public static float[] run(byte[] onnx, String net) {
        try (FloatSession session = FloatSession.open(onnx, SessionSettings.literal(1))) {
            return session.run(images(net).values(), BATCH);
        }
    }

    /** Largest difference between two arrays of equal length. */
    public static double largestDifference(float[] left, float[] right) {
        if (left.length != right.length) {
            throw new IllegalArgumentException(left.length + " numbers, expected " + right.length);
        }
        double largest = 0;
        for (int i = 0; i < left.length; i++) {
            double difference = Math.abs((double) left[i] - right[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        return largest;
    }
}
