package org.mindpress.engine.integer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.mindir.MalformedModelException;
import org.mindpress.engine.mindir.MindirReader;

/**
 * A deployment MindIR executed in int8, bit for bit as MindSpore Lite 2.0.0 executes the file that its converter makes of it. Tensors
 * are NCHW in memory, the batch outermost. Immutable and thread-safe; the result for an image does not depend on batch, threads or
 * kernels, except that {@link KernelForm#X86} and the separate input tail follow positions inside the file's own batch.
 */
public final class IntegerModel {
    private final ExecutableGraph graph;
    private final GraphExecutor executor;

    private IntegerModel(ExecutableGraph graph, int threads) {
        this.graph = graph;
        this.executor = new GraphExecutor(graph, threads);
    }

    /**
     * Reads a deployment file with default options.
     *
     * @param mindir the whole file, dialect D1
     * @throws MalformedModelException naming every node that cannot run in int8, with the remedy
     */
    public static IntegerModel read(byte[] mindir) {
        return read("deployment MindIR", mindir, IntegerOptions.defaults());
    }

    /**
     * Reads a deployment file.
     *
     * @param fileName how messages name the file
     * @param mindir the whole file, dialect D1
     * @param options form, threads and kernels
     * @throws MalformedModelException naming every node that cannot run in int8, with the remedy
     */
    public static IntegerModel read(String fileName, byte[] mindir, IntegerOptions options) {
        ExecutableGraph graph = new GraphAssembler(fileName, MindirReader.read(fileName, mindir), options).assemble();
        return new IntegerModel(graph, options.threads());
    }

    /** Graph inputs in call order. */
    public List<IntegerInput> inputs() {
        return graph.inputs();
    }

    /** Batch size that the file fixes for the device; {@link #run} takes any. */
    public int fileBatch() {
        return graph.fileBatch();
    }

    /** Every int8 tensor behind the inputs, in order of execution. */
    public List<IntegerLayer> tensors() {
        return graph.steps().stream().map(Step::layer).toList();
    }

    /** Names of the layers in order of execution; the keys of {@link #trace} behind the inputs. */
    public List<String> layers() {
        return tensors().stream().map(IntegerLayer::name).toList();
    }

    /** The int8 tensor that the graph returns; a closing Softmax is left to the reader of the values. */
    public IntegerLayer output() {
        return graph.steps().get(graph.steps().size() - 1).layer();
    }

    /**
     * Runs a model with one input.
     *
     * @param nchwInput float32 values [batch, channels, height, width], finite, normalised as the model expects
     * @param batch number of images
     */
    public IntegerOutput run(float[] nchwInput, int batch) {
        return run(List.of(nchwInput), batch);
    }

    /** Runs a model with any number of inputs, each [batch, shape…], in the order of {@link #inputs}. */
    public IntegerOutput run(List<float[]> nchwInputs, int batch) {
        return executor.run(floats(nchwInputs, batch), batch, executor.noTaps());
    }

    /** Runs from int8 codes [batch, shape…] of the inputs, without the cast. */
    public IntegerOutput runCodes(List<byte[]> inputCodes, int batch) {
        return executor.run(codes(inputCodes, batch), batch, executor.noTaps());
    }

    /** Runs and keeps every int8 tensor [batch, shape…]: the inputs by their names, then all {@link #layers}, the output last. */
    public Map<String, byte[]> trace(List<float[]> nchwInputs, int batch) {
        GraphExecutor.InputSource source = floats(nchwInputs, batch);
        byte[][] taps = executor.taps(batch);
        executor.run(source, batch, taps);
        Map<String, byte[]> trace = new LinkedHashMap<>();
        for (int input = 0; input < inputs().size(); input++) {
            trace.put(inputs().get(input).name(), taps[input]);
        }
        for (int step = 0; step < graph.steps().size(); step++) {
            trace.put(graph.steps().get(step).layer().name(), taps[inputs().size() + step]);
        }
        return trace;
    }

    private GraphExecutor.InputSource floats(List<float[]> values, int batch) {
        checkCount(values.size());
        for (int input = 0; input < values.size(); input++) {
            checkLength(input, values.get(input).length, batch);
            checkFinite(input, values.get(input));
        }
        List<float[]> kept = List.copyOf(values);
        return (input, first, images) -> graph.casts().get(input).run(kept.get(input), first, images);
    }

    private GraphExecutor.InputSource codes(List<byte[]> codes, int batch) {
        checkCount(codes.size());
        for (int input = 0; input < codes.size(); input++) {
            checkLength(input, codes.get(input).length, batch);
        }
        List<byte[]> kept = List.copyOf(codes);
        return (input, first, images) -> {
            int elements = inputs().get(input).elements();
            return Arrays.copyOfRange(kept.get(input), first * elements, (first + images) * elements);
        };
    }

    private void checkCount(int count) {
        if (count != inputs().size()) {
            throw new IllegalArgumentException(
                    "input count mismatch: got " + count + ", the model has " + inputs().size());
        }
    }

    private void checkLength(int input, int length, int batch) {
        IntegerInput expected = inputs().get(input);
        if (batch < 1 || length != (long) batch * expected.elements()) {
            throw new IllegalArgumentException("input " + expected.name() + ": got " + length + " elements for batch="
                    + batch + ", expected batch * " + expected.elements() + " " + expected.shape());
        }
    }

    private void checkFinite(int input, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "input " + inputs().get(input).name() + ": element " + i + " is " + values[i]
                                + ", expected finite values");
            }
        }
    }
}
