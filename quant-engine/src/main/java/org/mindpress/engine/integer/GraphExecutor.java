package org.mindpress.engine.integer;

import java.util.List;

/**
 * Runs an executable graph over slices of a batch, several at the same time; with fewer images than threads, the threads share the
 * work inside the images, operation by operation. Immutable and thread-safe.
 */
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
        boolean shareImages = batch < threads;
        int slice = shareImages ? batch : Math.max(1, Math.min(sliceImages, (batch + threads - 1) / threads));
        int slices = (batch + slice - 1) / slice;
        try (Workers workers = Workers.of(threads);
                Workers alone = Workers.single()) {
            workers.each(slices, index -> {
                int first = index * slice;
                int images = Math.min(slice, batch - first);
                byte[] codes = runSlice(source, first, images, taps, shareImages ? workers : alone);
                System.arraycopy(codes, 0, output, first * last.elements(), codes.length);
            });
        }
        return new IntegerOutput(batch, last, output);
    }

    private byte[] runSlice(InputSource source, int first, int images, byte[][] taps, Workers workers) {
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
            slots[inputs + step] = current.operation().run(arguments, first, images, workers);
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
}
