package org.mindpress.engine.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs an executable graph over slices of a batch, several at the same time. Immutable and thread-safe. */
final class GraphExecutor {
    private static final byte[] NOTHING = {};
    private static final int MOST_IMAGES = 16;
    private static final int SLICE_ELEMENTS = 1 << 20;

    private final ExecutableGraph graph;
    private final int threads;
    private final int[] lastReader;
    private final int sliceImages;

    GraphExecutor(ExecutableGraph graph, int threads) {
        this.graph = graph;
        this.threads = threads;
        int inputs = graph.casts().size();
        this.lastReader = new int[inputs + graph.steps().size()];
        int largest = 1;
        for (int step = 0; step < graph.steps().size(); step++) {
            for (int slot : graph.steps().get(step).inputs()) {
                lastReader[slot] = step;
            }
            largest = Math.max(largest, graph.steps().get(step).layer().elements());
        }
        this.sliceImages = Math.max(1, Math.min(MOST_IMAGES, SLICE_ELEMENTS / largest));
    }

    /** Where the codes of a graph input come from. */
    interface InputSource {
        byte[] codes(int input, int firstImage, int images);
    }

    /** Nothing is kept. */
    byte[][] noTaps() {
        return new byte[0][];
    }

    /** One array for each slot, the whole batch. */
    byte[][] taps(int batch) {
        byte[][] taps = new byte[lastReader.length][];
        for (int slot = 0; slot < taps.length; slot++) {
            int inputs = graph.inputs().size();
            int elements = slot < inputs
                    ? graph.inputs().get(slot).elements()
                    : graph.steps().get(slot - inputs).layer().elements();
            taps[slot] = new byte[Math.multiplyExact(batch, elements)];
        }
        return taps;
    }

    IntegerOutput run(InputSource source, int batch, byte[][] taps) {
        IntegerLayer last = graph.steps().get(graph.steps().size() - 1).layer();
        byte[] output = new byte[Math.multiplyExact(batch, last.elements())];
        int slice = Math.max(1, Math.min(sliceImages, (batch + threads - 1) / threads));
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int first = 0; first < batch; first += slice) {
            int start = first;
            int images = Math.min(slice, batch - first);
            tasks.add(() -> {
                byte[] codes = runSlice(source, start, images, taps);
                System.arraycopy(codes, 0, output, start * last.elements(), codes.length);
                return true;
            });
        }
        execute(tasks);
        return new IntegerOutput(batch, last, output);
    }

    private byte[] runSlice(InputSource source, int first, int images, byte[][] taps) {
        byte[][] slots = new byte[lastReader.length][];
        int inputs = graph.casts().size();
        for (int input = 0; input < inputs; input++) {
            slots[input] = source.codes(input, first, images);
            tap(taps, input, slots[input], first, images);
        }
        for (int step = 0; step < graph.steps().size(); step++) {
            Step current = graph.steps().get(step);
            List<byte[]> arguments =
                    current.inputs().stream().map(slot -> slots[slot]).toList();
            slots[inputs + step] = current.operation().run(arguments, first, images);
            tap(taps, inputs + step, slots[inputs + step], first, images);
            for (int slot : current.inputs()) {
                if (lastReader[slot] == step) {
                    slots[slot] = NOTHING; // free the memory early
                }
            }
        }
        return slots[slots.length - 1];
    }

    private static void tap(byte[][] taps, int slot, byte[] codes, int first, int images) {
        if (taps.length > 0) {
            System.arraycopy(codes, 0, taps[slot], first * (codes.length / images), codes.length);
        }
    }

    private void execute(List<Callable<Boolean>> tasks) {
        int workers = Math.min(threads, tasks.size());
        if (workers == 1) {
            for (Callable<Boolean> task : tasks) {
                call(task);
            }
            return;
        }
        ExecutorService service = Executors.newFixedThreadPool(workers);
        try {
            for (Future<Boolean> done : service.invokeAll(tasks)) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("integer execution was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("integer execution failed: " + e.getCause(), e.getCause());
        } finally {
            service.shutdownNow();
        }
    }

    private static void call(Callable<Boolean> task) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("integer execution was interrupted");
        }
        try {
            task.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("integer execution failed: " + e, e);
        }
    }
}
