package org.mindpress.engine.hostile;

import java.util.List;
import java.util.Optional;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.importer.ModelFile;

/**
 * A file made to harm.
 *
 * @param what it tries, as the test's name
 * @param file the file with what lies beside it
 * @param said what the refusal says
 */
record HostileFile(String what, ModelFile file, List<String> said) {

    HostileFile {
        said = List.copyOf(said);
    }

    static HostileFile of(String what, byte[] content, String... said) {
        return new HostileFile(what, ModelFile.of(what, content), List.of(said));
    }

    /** One whose numbers lie beside it. */
    static HostileFile beside(String what, byte[] content, CompanionFiles data, String... said) {
        return new HostileFile(what, new ModelFile(what, content, data, Optional.empty()), List.of(said));
    }

    HostileFile withImage(int channels, int height, int width) {
        return new HostileFile(what, file.withImage(Shape.of(channels, height, width)), said);
    }

    HostileFile withArchitecture(String architecture) {
        return new HostileFile(
                what, new ModelFile(what, file.content(), file.companions(), Optional.of(architecture)), said);
    }

    @Override
    public String toString() {
        return what;
    }
}
