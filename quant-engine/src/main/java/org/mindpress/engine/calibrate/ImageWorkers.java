package org.mindpress.engine.calibrate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs a task for every image of a range on a fixed number of threads; results must not depend on which worker takes an image. */
final class ImageWorkers implements AutoCloseable {
    private static final String INTERRUPTED = "calibration was interrupted";

    private final int workers;
    private final ExecutorService executor;

    /** Work on one image. */
    interface Task {
        void run(int worker, int image);
    }

    ImageWorkers(int workers) {
        this.workers = workers;
        this.executor = Executors.newFixedThreadPool(workers, runnable -> {
            Thread thread = new Thread(runnable, "calibration");
            thread.setDaemon(true);
            return thread;
        });
    }

    int workers() {
        return workers;
    }

    /** Images computed between two looks at the listener. */
    int stride() {
        return 16 * workers;
    }

    /** Waits for all; the first fault ends it and is thrown here. */
    void forEach(int from, int to, Task task) {
        // Waiting for work that is already done never looks at the interrupt.
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException(INTERRUPTED);
        }
        List<Future<?>> running = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            int own = worker;
            running.add(executor.submit(() -> {
                for (int image = from + own;
                        image < to && !Thread.currentThread().isInterrupted();
                        image += workers) {
                    task.run(own, image);
                }
            }));
        }
        try {
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException fault) {
            Throwable cause = fault.getCause();
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException("a calibration worker failed", cause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(INTERRUPTED, interrupted);
        } finally {
            running.forEach(future -> future.cancel(true));
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
