package org.mindpress.engine.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The lines of the table in {@code docs/conformance.md}, one file per net and reader below {@code target/conformance}. */
final class ConformanceTable {
    private static final Path FOLDER = Path.of("target", "conformance");

    private ConformanceTable() {}

    /** Writes the line of one run before anything is asserted, so that a failure shows in it too. */
    static void write(
            String net, String reader, String file, int bytes, int images, long values, long differing, String nodes)
            throws IOException {
        Files.createDirectories(FOLDER);
        String line = "| "
                + String.join(
                        " | ",
                        List.of(
                                net,
                                reader,
                                file,
                                String.format("%,d", bytes),
                                Integer.toString(images),
                                String.format("%,d", values),
                                Long.toString(differing),
                                nodes))
                + " |\n";
        Files.writeString(FOLDER.resolve((net + " " + reader).replaceAll("[^A-Za-z0-9.]+", "-") + ".md"), line);
    }
}
