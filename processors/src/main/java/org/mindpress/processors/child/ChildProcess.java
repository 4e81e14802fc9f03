package org.mindpress.processors.child;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.mindpress.processors.child.ChildMessage.End;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child as its parent sees it. Its messages arrive on a thread of their own; everything else belongs to the thread that started it. */
final class ChildProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
    private static final int LONGEST_LINE = 1 << 20;
    private static final int SIGNALLED = 128;
    private static final int KILLED = 9;
    private static final int TERMINATED = 15;
    private static final int LAST_WORDS = 2000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Process process;
    private final Path folder;
    private final Consumer<ChildMessage> listener;
    private final Thread ears;
    private volatile Optional<End> end = Optional.empty();

    private ChildProcess(Process process, Path folder, Consumer<ChildMessage> listener) {
        this.process = process;
        this.folder = folder;
        this.listener = listener;
        this.ears = new Thread(this::listen, "child-" + process.pid());
        ears.setDaemon(true);
    }

    /**
     * Starts a child and tells it what to do.
     *
     * @param folder for its files
     * @param listener hears every message but the last, on another thread
     */
    static ChildProcess start(ChildJvm jvm, Path folder, ChildOrder order, Consumer<ChildMessage> listener)
            throws IOException {
        ChildProcess child = new ChildProcess(jvm.start(folder), folder, listener);
        child.ears.start();
        child.tell(order.line());
        return child;
    }

    long pid() {
        return process.pid();
    }

    /** Asks the child to write its checkpoint and end. */
    void askToStop() {
        tell(ChildOrder.STOP);
    }

    /** A child that is gone hears nothing; how it ended says why. */
    private void tell(String line) {
        try {
            OutputStream orders = process.getOutputStream();
            orders.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            orders.flush();
        } catch (IOException gone) {
            LOG.debug("process {} does not listen", pid(), gone);
        }
    }

    private void listen() {
        boolean told = false;
        try (InputStream out = process.getInputStream()) {
            LineReader lines = new LineReader(out, LONGEST_LINE);
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                Optional<ChildMessage> message = ChildMessage.of(line.get());
                if (message.isPresent() && message.get() instanceof End last) {
                    end = Optional.of(last);
                } else if (message.isPresent()) {
                    listener.accept(message.get());
                } else if (!told && !line.get().isBlank()) {
                    LOG.warn("process {} prints what is no message; this and the rest of it is passed over", pid());
                    told = true;
                }
            }
        } catch (IOException gone) {
            LOG.debug("process {} is not heard any more", pid(), gone);
        }
    }

    /** Waits that long at most; whether the child has ended. */
    boolean hasEnded(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the child has said how the stage ended. */
    boolean hasSaidItsLast() {
        return end.isPresent();
    }

    /** Ends the child whatever it does. */
    void kill() {
        process.destroyForcibly();
    }

    /** The last message of a child that has ended; empty when it came to no last message. */
    Optional<End> lastMessage() throws InterruptedException {
        ears.join(PATIENCE.toMillis());
        return end;
    }

    /** How a child ended that came to no last message, for people. */
    String obituary() {
        int code = process.exitValue();
        StringBuilder text = new StringBuilder("its process ").append(pid());
        if (code > SIGNALLED) {
            text.append(" was ended by signal ").append(code - SIGNALLED);
            if (code - SIGNALLED == KILLED) {
                text.append(", as the kernel does when memory runs short");
            } else if (code - SIGNALLED != TERMINATED) {
                text.append(", a crash of native code");
            }
        } else {
            text.append(" ended with exit code ").append(code).append(" and without a word");
        }
        lastWords().ifPresent(words -> text.append(": ").append(words));
        return text.toString();
    }

    /** The last line of its standard error that is no step of a stack trace. */
    private Optional<String> lastWords() {
        try {
            byte[] all = Files.readAllBytes(folder.resolve(ChildJvm.STANDARD_ERROR));
            int begin = Math.max(0, all.length - LAST_WORDS);
            List<String> lines = new String(all, begin, all.length - begin, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                    .toList();
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(lines.get(lines.size() - 1).strip());
        } catch (IOException noWords) {
            return Optional.empty();
        }
    }

    /** A child that still runs is ended. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
            try {
                hasEnded(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            LOG.debug("process {} left something unread", pid(), gone);
        }
    }
}
