package org.mindpress.engine.mindir;

import java.io.IOException;
import java.util.Optional;

/** The files beside a MindIR that hold weights which the model file only points to. */
@FunctionalInterface
public interface ExternalData {

    /**
     * Reads one file.
     *
     * @param path relative to the model's folder, with {@code /}; never one that leaves the folder
     * @return its bytes; empty when there is none
     */
    Optional<byte[]> read(String path) throws IOException;

    /** For a model that stands alone. */
    static ExternalData none() {
        return path -> Optional.empty();
    }
}
