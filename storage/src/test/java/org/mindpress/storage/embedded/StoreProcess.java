package org.mindpress.storage.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.mindpress.storage.s3.S3ArtifactStore;

/** Another Java process on a store folder: says what it became, then lives until its input ends. */
final class StoreProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private StoreProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Opens the store of the folder. */
    static StoreProcess opening(Path folder) throws IOException {
        return start("open", folder);
    }

    /** Holds the lock of the folder, and does nothing else. */
    static StoreProcess lockingOnly(Path folder) throws IOException {
        return start("lock", folder);
    }

    private static StoreProcess start(String mode, Path folder) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(List.of(
                        java.toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreProcess.class.getName(),
                        mode,
                        folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new StoreProcess(process);
    }

    /** The next line that the process says. */
    String says() throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        String line = output.readLine();
                        return line == null ? "(ended)" : line;
                    } catch (IOException e) {
                        return "(broken: " + e.getMessage() + ")";
                    }
                })
                .get(60, TimeUnit.SECONDS);
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The process itself: mode and folder. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        if (arguments[0].equals("lock")) {
            try (FileChannel channel = FileChannel.open(
                    folder.resolve("owner.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                System.out.println(channel.tryLock() != null ? "locked" : "not locked");
                waitForEndOfInput();
            }
            return;
        }
        try (EmbeddedStore store = EmbeddedStore.open(folder);
                S3ArtifactStore objects = S3ArtifactStore.of(store.settings())) {
            objects.put("from/" + ProcessHandle.current().pid(), new byte[] {1});
            System.out.println(store instanceof EmbeddedStore.Owner ? "owner" : "client");
            waitForEndOfInput();
        }
    }

    private static void waitForEndOfInput() throws IOException {
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
    }
}
