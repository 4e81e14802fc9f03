package org.mindpress.engine.calibrate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Codes of the values that later layers still need, for all images: in memory, or in temporary files that vanish with it. Different
 * images may be written and read at the same time.
 */
final class CodeFront implements AutoCloseable {
    private final int images;
    private final boolean inMemory;
    private final Map<String, byte[][]> arrays = new HashMap<>();
    private final Map<String, FileChannel> files = new HashMap<>();
    private final Map<String, Integer> sizes = new HashMap<>();

    CodeFront(int images, boolean inMemory) {
        this.images = images;
        this.inMemory = inMemory;
    }

    /** Makes room for a value of {@code size} codes an image. */
    void open(String value, int size) {
        sizes.put(value, size);
        if (inMemory) {
            arrays.put(value, new byte[images][]);
            return;
        }
        try {
            Path file = Files.createTempFile("calibration", ".codes");
            files.put(
                    value,
                    FileChannel.open(
                            file,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE));
        } catch (IOException fault) {
            throw new UncheckedIOException("no room for activations in the temporary folder", fault);
        }
    }

    void put(String value, int image, byte[] codes) {
        byte[][] rows = arrays.get(value);
        if (rows != null) {
            rows[image] = codes;
            return;
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(codes);
            long position = (long) image * codes.length;
            while (buffer.hasRemaining()) {
                position += file(value).write(buffer, position);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException("activations of " + value + " cannot be written", fault);
        }
    }

    byte[] get(String value, int image) {
        byte[][] rows = arrays.get(value);
        if (rows != null) {
            return rows[image];
        }
        try {
            byte[] codes = new byte[sizes.getOrDefault(value, 0)];
            ByteBuffer buffer = ByteBuffer.wrap(codes);
            long start = (long) image * codes.length;
            while (buffer.hasRemaining()) {
                if (file(value).read(buffer, start + buffer.position()) < 0) {
                    throw new IllegalStateException("activations of " + value + " end at image " + image);
                }
            }
            return codes;
        } catch (IOException fault) {
            throw new UncheckedIOException("activations of " + value + " cannot be read back", fault);
        }
    }

    /** Forgets a value. */
    void drop(String value) {
        arrays.remove(value);
        FileChannel channel = files.remove(value);
        if (channel != null) {
            close(channel);
        }
    }

    private FileChannel file(String value) {
        FileChannel channel = files.get(value);
        if (channel == null) {
            throw new IllegalStateException("no activations of " + value);
        }
        return channel;
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException fault) {
            throw new UncheckedIOException("a temporary file cannot be closed", fault);
        }
    }

    @Override
    public void close() {
        files.values().forEach(CodeFront::close);
        files.clear();
        arrays.clear();
    }
}
