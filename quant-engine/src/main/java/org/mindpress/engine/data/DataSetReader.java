package org.mindpress.engine.data;

import java.io.IOException;
import java.nio.file.Path;

/** Reads a data set in one format from a folder and splits it, always in the same way. */
public interface DataSetReader {

    /**
     * Reads, checks and splits.
     *
     * @param name how messages call the data set
     * @param folder holds the files of the format
     * @throws DataSetException when files are missing, damaged or empty: all problems at once, each with its file, place and what was expected
     * @throws IOException when the folder cannot be read
     */
    DataSet read(String name, Path folder) throws IOException;
}
