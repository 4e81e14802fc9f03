package org.mindpress.engine.infer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Native working memory of one tile, kept for the next one: fresh memory costs as much time as a small convolution. As many are kept as
 * were ever in use at the same time, each as large as the largest tile it served. Confined to one thread until it is closed.
 */
final class DirectBuffers implements AutoCloseable {
    private static final Queue<DirectBuffers> FREE = new ConcurrentLinkedQueue<>();

    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private ByteBuffer ints = ByteBuffer.allocateDirect(0);

    private DirectBuffers() {}

    /** A pair of buffers that nobody else uses until it is closed. */
    static DirectBuffers take() {
        DirectBuffers free = FREE.poll();
        return free == null ? new DirectBuffers() : free;
    }

    /** Exactly so many bytes of any content. */
    ByteBuffer bytes(int count) {
        if (bytes.capacity() < count) {
            bytes = ByteBuffer.allocateDirect(count);
        }
        return bytes.slice(0, count);
    }

    /** Exactly so many ints of any content, in the order of the machine. */
    IntBuffer ints(int count) {
        if (ints.capacity() < count * Integer.BYTES) {
            ints = ByteBuffer.allocateDirect(count * Integer.BYTES);
        }
        return ints.slice(0, count * Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .asIntBuffer();
    }

    @Override
    public void close() {
        FREE.add(this);
    }
}
