package org.mindpress.processors.device;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.mindpress.storage.Sha256;

/**
 * A tar of one folder whose bytes depend on its files alone: no time, owner or order of the machine. Its last file is {@code SHA256SUMS}
 * of all others, as {@code sha256sum -c} takes it. Not thread-safe.
 */
final class KitTar implements AutoCloseable {
    static final String SUMS = "SHA256SUMS";

    private static final int FILE = 0644;
    private static final int PROGRAM = 0755;

    private final TarArchiveOutputStream tar;
    private final String folder;
    private final StringBuilder sums = new StringBuilder();

    /**
     * Begins a tar.
     *
     * @param folder the one folder of it
     */
    KitTar(OutputStream out, String folder) {
        this.tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        this.tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        this.tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        this.folder = folder;
    }

    void file(String name, byte[] content) throws IOException {
        add(name, content, FILE);
    }

    void program(String name, byte[] content) throws IOException {
        add(name, content, PROGRAM);
    }

    private void add(String name, byte[] content, int mode) throws IOException {
        sums.append(Sha256.of(content)).append("  ").append(name).append('\n');
        entry(name, content, mode);
    }

    private void entry(String name, byte[] content, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(folder + "/" + name);
        entry.setSize(content.length);
        entry.setMode(mode);
        entry.setModTime(0);
        entry.setIds(0, 0);
        entry.setNames("", "");
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** Writes the sums and ends the tar. */
    @Override
    public void close() throws IOException {
        entry(SUMS, sums.toString().getBytes(StandardCharsets.UTF_8), FILE);
        tar.close();
    }
}
