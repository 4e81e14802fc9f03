package org.mindpress.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between client and server on loopback, and cuts the line while an answer comes back. */
final class CuttingProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 14;

    private final ServerSocket listener;
    private final int serverPort;
    private final ExecutorService pumps = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "cutting-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger cutsLeft = new AtomicInteger();
    private volatile int bytesBeforeCut;
    private volatile Runnable atCut = () -> {};

    CuttingProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        pumps.execute(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** The next answers end after that many bytes. */
    void cut(int answers, int afterBytes) {
        cut(answers, afterBytes, () -> {});
    }

    /** The same, and something is done before the client learns of it. */
    void cut(int answers, int afterBytes, Runnable action) {
        atCut = action;
        bytesBeforeCut = afterBytes;
        cutsLeft.set(answers);
    }

    int cutsLeft() {
        return cutsLeft.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                // closed: the loop ends
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            pumps.execute(() -> pump(client, server, false));
            pumps.execute(() -> pump(server, client, true));
        } catch (IOException e) {
            // no server: no answer either
            client.close();
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (answers && cutsLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    out.write(buffer, 0, Math.min(length, bytesBeforeCut));
                    atCut.run();
                    return;
                }
                out.write(buffer, 0, length);
            }
        } catch (IOException e) {
            // one side is gone: so is the other
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        pumps.shutdownNow();
    }
}
