package org.mindpress.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.mindpress.engine.data.FloatArrayFile;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.onnx.OnnxWriter;

/** A model file that a real framework wrote, with images and what that framework computes from them; makers lie beside the files. */
final class Fixture {
    /** Logits of the frameworks and ours differ by rounding alone. */
    static final float TOLERANCE = 1e-4f;

    private final Path folder;
    private final String file;

    private final Optional<Shape> image;

    private Fixture(Path folder, String file, Optional<Shape> image) {
        this.folder = folder;
        this.file = file;
        this.image = image;
    }

    static Fixture of(String framework, String file) {
        try {
            return new Fixture(
                    Path.of(Fixture.class.getResource("/importer/" + framework).toURI()), file, Optional.empty());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** For a format that does not say how large its images are. */
    Fixture withImage(Shape shape) {
        return new Fixture(folder, file, Optional.of(shape));
    }

    byte[] bytes() {
        try {
            return Files.readAllBytes(folder.resolve(file));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    ImportedModel model() {
        return ModelImport.read(modelFile());
    }

    private ModelFile modelFile() {
        return new ModelFile(file, bytes(), CompanionFiles.folder(folder), Optional.empty(), image);
    }

    /** The imported model gives the framework's logits. */
    ImportedModel assertAgreement(boolean channelsLast) throws IOException {
        ImportedModel model = model();
        String net = file.substring(0, file.indexOf('.'));
        FloatArrayFile images = FloatArrayFile.read(folder.resolve(net + ".input.npy"));
        FloatArrayFile logits = FloatArrayFile.read(folder.resolve(net + ".output.npy"));
        float[] nchw = channelsLast ? nchw(images) : images.values();
        assertLogits(OnnxWriter.write(model.graph()), nchw, logits);
        // what the import stage compares it with
        assertLogits(ModelImport.onnx(modelFile()), nchw, logits);
        return model;
    }

    private void assertLogits(byte[] onnx, float[] nchw, FloatArrayFile logits) {
        try (FloatSession session = FloatSession.open(onnx, SessionSettings.optimized(1))) {
            assertThat(session.run(nchw, logits.shape()[0]))
                    .as(file)
                    .containsExactly(logits.values(), offset(TOLERANCE));
        }
    }

    private static float[] nchw(FloatArrayFile images) {
        int[] shape = images.shape();
        int places = shape[1] * shape[2];
        int channels = shape[3];
        float[] from = images.values();
        float[] to = new float[from.length];
        for (int i = 0; i < from.length; i++) {
            int image = i / (places * channels);
            int place = i / channels % places;
            to[(image * channels + i % channels) * places + place] = from[i];
        }
        return to;
    }
}
