package org.mindpress.routes.events;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.ChangeFeed;
import org.mindpress.storage.StoredObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the notifications of servers that have them, so that changes are noticed within seconds and without a webhook. They are an extra: the look
 * every minute goes on. No server is trusted: after each connection objects of our own are written, and only when the server tells of one before
 * the next does it count as heard, for some hold their notifications back until there are more of them. A server that has never told of one is not
 * asked again before the next start; one that did is connected again, after pauses that double. Thread-safe.
 */
public final class DataListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataListener.class);
    private static final String DATA = "datasets/";
    /** No data set: their names begin with a letter or digit. */
    private static final String PROBES = DATA + ".probe/";
    /** A server begins to tell some time after it was asked, and does not say when. */
    private static final int TRIES = 5;

    private static final int MOST_DOUBLINGS = 6;

    private final ChangeFeed feed;
    private final ArtifactStore bucket;
    private final Consumer<List<String>> changed;
    private final Consumer<Boolean> heard;
    private final Duration pause;
    private final Thread thread;
    private final ScheduledExecutorService prober = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread worker = new Thread(task, "data-listener-probe");
        worker.setDaemon(true);
        return worker;
    });
    private final Object lock = new Object();
    private boolean closed;
    private boolean trusted;
    private boolean everTrusted;
    /** Key of the object of ours that the server has to tell of now; no key is empty. */
    private String expected = "";
    /** Whether an object of ours may be in the bucket; only the prober knows. */
    private boolean probeLeft;

    /**
     * Does nothing before {@link #start()}.
     *
     * @param changed hears the names of sets that changed
     * @param heard hears whether the server is listened to now
     * @param pause between probes, within which the server has to tell of one, and before the first new connection
     */
    public DataListener(
            ChangeFeed feed,
            ArtifactStore bucket,
            Consumer<List<String>> changed,
            Consumer<Boolean> heard,
            Duration pause) {
        this.feed = feed;
        this.bucket = bucket;
        this.changed = changed;
        this.heard = heard;
        this.pause = pause;
        this.thread = new Thread(this::work, "data-listener");
        thread.setDaemon(true);
    }

    /** Listens from now on. */
    public void start() {
        heard.accept(false);
        thread.start();
    }

    private void work() {
        int failures = 0;
        while (!isClosed()) {
            String why = connect();
            synchronized (lock) {
                failures = trusted ? 0 : failures + 1;
                trusted = false;
                heard.accept(false);
                if (closed) {
                    return;
                }
                if (!everTrusted) {
                    LOG.info(
                            "the server does not tell of changes ({}); data sets are looked at every {} s",
                            why,
                            DataWatch.ALL_SECONDS);
                    return;
                }
                LOG.info("notifications of the server ended ({}); connecting again", why);
                if (!waited(pause.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS)))) {
                    return;
                }
            }
        }
    }

    /** One connection with its probes; says why it ended. */
    private String connect() {
        String token = PROBES + UUID.randomUUID().toString().replace("-", "") + "/";
        AtomicInteger tries = new AtomicInteger();
        ScheduledFuture<?> probes = prober.scheduleWithFixedDelay(
                () -> probe(token, tries.incrementAndGet()), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        try {
            feed.listen(DATA, this::hear);
            return "the connection ended";
        } catch (IOException | RuntimeException e) {
            return tries.get() > TRIES
                    ? "it did not tell of an object of ours at once"
                    : String.valueOf(e.getMessage());
        } finally {
            probes.cancel(false);
        }
    }

    private void hear(String key) {
        if (key.startsWith(PROBES)) {
            trust(key);
        } else if (key.startsWith(DATA) && key.indexOf('/', DATA.length()) > DATA.length()) {
            changed.accept(List.of(key.substring(DATA.length(), key.indexOf('/', DATA.length()))));
        }
    }

    private void trust(String probe) {
        synchronized (lock) {
            if (trusted || closed || !probe.equals(expected)) {
                return;
            }
            trusted = true;
            everTrusted = true;
        }
        heard.accept(true);
        LOG.info("the server tells of changes as they happen");
    }

    /** Takes the former object away and writes one. After the last try without an answer the connection is given up. */
    private void probe(String token, int number) {
        // whatever is written from here on may bring out what the server held back
        expect("");
        try {
            // the first one also takes away what a process left that ended in between
            if (probeLeft || number == 1) {
                bucket.delete(
                        bucket.list(PROBES).stream().map(StoredObject::key).toList());
                probeLeft = false;
            }
            if (number > TRIES && !isTrusted()) {
                feed.interrupt();
            } else if (expect(token + number)) {
                probeLeft = true;
                bucket.put(token + number, new byte[] {'\n'});
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("a probe could not be written: {}", e.getMessage());
        }
    }

    /** Only this key proves something from now on; false when there is nothing to prove any more. */
    private boolean expect(String key) {
        synchronized (lock) {
            expected = key;
            return !trusted && !closed;
        }
    }

    private boolean isTrusted() {
        synchronized (lock) {
            return trusted;
        }
    }

    private boolean waited(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try {
            while (!closed) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return true;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        prober.shutdownNow();
        feed.close();
        thread.interrupt();
    }
}
