package org.mindpress.engine.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One row of the table in {@code docs/conformance.md}: what one reader made of one file.
 *
 * @param net title of the net
 * @param reader program and way of running it
 * @param version of the reader
 * @param file which of our files
 * @param bytes of the file
 * @param images that were run
 * @param outputs that were compared
 * @param differing outputs among them
 * @param nodes int8 and float nodes after conversion, or what stands for them
 * @param measured {@link #EVERY_RUN}, or date and script of a benchmark
 */
record ConformanceRow(
        String net,
        String reader,
        String version,
        String file,
        long bytes,
        int images,
        long outputs,
        long differing,
        String nodes,
        String measured) {
    static final String EVERY_RUN = "every run";
    private static final Pattern SPLIT = Pattern.compile("\\d+ channels beyond");
    static final Path FOLDER = Path.of("target", "conformance", "rows");

    /** A row that each run of the profile measures. */
    static ConformanceRow of(
            String net,
            String reader,
            String version,
            String file,
            long bytes,
            int images,
            long outputs,
            long differing,
            String nodes) {
        return new ConformanceRow(net, reader, version, file, bytes, images, outputs, differing, nodes, EVERY_RUN);
    }

    /** Reads a line of the table. */
    static ConformanceRow parse(String line) {
        String[] cells = line.strip().split("\\s*\\|\\s*", -1);
        if (cells.length != 12) {
            throw new IllegalArgumentException("a row of the table has 10 cells: " + line);
        }
        return new ConformanceRow(
                cells[1],
                cells[2],
                cells[3],
                cells[4],
                whole(cells[5]),
                Math.toIntExact(whole(cells[6])),
                whole(cells[7]),
                whole(cells[8]),
                cells[9],
                cells[10]);
    }

    private static long whole(String cell) {
        return Long.parseLong(cell.replace(",", ""));
    }

    /** What a row is about: a new row replaces the one with the same subject. */
    List<String> subject() {
        return List.of(net, reader, version, file, measured.equals(EVERY_RUN) ? EVERY_RUN : "benchmark");
    }

    /**
     * Whether another run found the same. Calibration goes through float kernels that add up in another order on other processors, so
     * the last digits of a range may differ, and with them the bytes of a file by 1 % and the number of channels in split form.
     */
    boolean agreesWith(ConformanceRow other) {
        return subject().equals(other.subject())
                && Math.abs(bytes - other.bytes) <= bytes / 100
                && images == other.images
                && outputs == other.outputs
                && differing == other.differing
                && SPLIT.matcher(nodes)
                        .replaceAll("")
                        .equals(SPLIT.matcher(other.nodes).replaceAll(""));
    }

    boolean isOfEveryRun() {
        return measured.equals(EVERY_RUN);
    }

    /** The line of the table. */
    String line() {
        return "| "
                + String.join(
                        " | ",
                        net,
                        reader,
                        version,
                        file,
                        grouped(bytes),
                        grouped(images),
                        grouped(outputs),
                        grouped(differing),
                        nodes,
                        measured)
                + " |";
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Leaves the row for {@link ConformanceDocumentTest}; tests do so before they assert, so that a failure shows in it too. */
    void write() throws IOException {
        Files.createDirectories(FOLDER);
        String name = String.join(" ", subject()).replaceAll("[^A-Za-z0-9.]+", "-") + ".md";
        Files.writeString(FOLDER.resolve(name), line() + "\n");
    }
}
