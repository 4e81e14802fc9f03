package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The one permit of a machine for stages that need it to themselves: two trainings on few cores only slow each other and spoil latencies.
 * An operating system lock on a file, so that it is free again whenever its holder ends.
 */
final class HeavyPermit implements AutoCloseable {
    private final FileChannel channel;

    private HeavyPermit(FileChannel channel) {
        this.channel = channel;
    }

    /** The permit, when nobody has it now. */
    static Optional<HeavyPermit> tryAcquire(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new HeavyPermit(channel));
            }
        } catch (OverlappingFileLockException e) {
            // another run of this process has it
            channel.close();
            return Optional.empty();
        }
        channel.close();
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
