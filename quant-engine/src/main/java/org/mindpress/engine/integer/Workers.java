package org.mindpress.engine.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Threads of one integer execution. Work is cut into parts that write to places of their own, so the number of threads never changes a
 * bit. Confined to the thread that made it; parts may not cut their own work again. Close it when the execution is over.
 */
public final class Workers implements AutoCloseable {
    private final int threads;
    private final List<ExecutorService> service;

    private Workers(int threads) {
        this.threads = threads;
        this.service = threads == 1 ? List.of() : List.of(Executors.newFixedThreadPool(threads));
    }

    /** The calling thread alone. */
    public static Workers single() {
        return new Workers(1);
    }

    /** Some threads, at least 1. */
    public static Workers of(int threads) {
        return new Workers(threads);
    }

    /** A part of equal units of work. */
    @FunctionalInterface
    public interface Part {
        /** Does the units from {@code first} to before {@code end}. */
        void run(int first, int end);
    }

    /**
     * Cuts equal units into one part for each thread and waits for all of them.
     *
     * @param units number of units, at least 0
     * @param part does some of them; called by several threads at the same time
     * @throws CancellationException when the thread was interrupted
     */
    public void split(int units, Part part) {
        int parts = Math.min(threads, units);
        each(parts, index -> part.run(bound(units, parts, index), bound(units, parts, index + 1)));
    }

    private static int bound(int units, int parts, int index) {
        return (int) ((long) units * index / parts);
    }

    /** Does pieces of unknown cost, each by the next thread that is free, and waits for all of them. */
    void each(int count, IntConsumer piece) {
        if (threads == 1 || count == 1) {
            for (int index = 0; index < count; index++) {
                stopIfInterrupted();
                piece.accept(index);
            }
            return;
        }
        // Waiting for tasks that are already done never looks at the interrupt, so short work would not stop for as
        // long as it stays short.
        stopIfInterrupted();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            int current = index;
            tasks.add(() -> {
                piece.accept(current);
                return true;
            });
        }
        try {
            for (Future<Boolean> done : service.get(0).invokeAll(tasks)) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        } catch (ExecutionException e) {
            throw new IllegalStateException("integer execution failed: " + e.getCause(), e.getCause());
        }
    }

    private static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
    }

    private static CancellationException interrupted() {
        return new CancellationException("integer execution was interrupted");
    }

    @Override
    public void close() {
        service.forEach(ExecutorService::shutdownNow);
    }
}
