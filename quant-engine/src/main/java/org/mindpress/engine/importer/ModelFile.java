package org.mindpress.engine.importer;

import java.util.Optional;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.Shape;

/**
 * A model as a user has it.
 *
 * @param name how messages call it
 * @param content the file's bytes; not copied, nobody writes to them
 * @param companions files that hold its external data
 * @param architecture network that the parameters belong to, for formats that hold parameters only, such as {@code resnet20}
 * @param image shape of one image, {@code [channels, height, width]}, for formats that do not say it
 */
@SuppressWarnings("ArrayRecordComponent") // models are large, and this record lives as long as one import
public record ModelFile(
        String name, byte[] content, CompanionFiles companions, Optional<String> architecture, Optional<Shape> image) {

    /** A file of unknown image shape. */
    public ModelFile(String name, byte[] content, CompanionFiles companions, Optional<String> architecture) {
        this(name, content, companions, architecture, Optional.empty());
    }

    /** A file that stands alone. */
    public static ModelFile of(String name, byte[] content) {
        return new ModelFile(name, content, CompanionFiles.none(), Optional.empty());
    }

    /** The same file, known to take images of this shape. */
    public ModelFile withImage(Shape shape) {
        return new ModelFile(name, content, companions, architecture, Optional.of(shape));
    }
}
