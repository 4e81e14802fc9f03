package org.mindpress.engine.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.mindpress.engine.mindir.ElementType;
import org.mindpress.engine.mindir.MindirModel;
import org.mindpress.engine.mindir.TensorType;

/**
 * Runs a MindIR of ordinary operators, operator by operator, in the arithmetic that the operators ask for (float32, float64, int64,
 * int32, int8). It knows nothing of quantisation: what it computes from a verification file is independent of the integer engine.
 * Results do not depend on batch size or threads. Thread-safe.
 */
public final class ReferenceInterpreter {
    private final Program program;
    private final TensorType inputType;
    /** Of threads that are not running now; they go when the interpreter goes. */
    private final Queue<Buffers> idle = new ConcurrentLinkedQueue<>();

    private ReferenceInterpreter(Program program, TensorType inputType) {
        this.program = program;
        this.inputType = inputType;
    }

    /**
     * Prepares a model; everything that depends on parameters alone is computed here.
     *
     * @throws org.mindpress.engine.mindir.MalformedModelException naming every operator that is not supported
     */
    public static ReferenceInterpreter load(MindirModel model) {
        Program program = new Program(model);
        TensorType type = model.inputs().get(0).type();
        if (type.elementType() != ElementType.FLOAT32 || type.shape().size() < 2) {
            throw new IllegalArgumentException("graph input is " + type + ", expected float32 with a batch axis");
        }
        return new ReferenceInterpreter(program, type);
    }

    /**
     * Runs a batch, image by image on all cores.
     *
     * @param nchw normalised images one after the other
     * @param batch number of images, at least 1
     * @return the graph's output, [batch, …]
     */
    public Tensor run(float[] nchw, int batch) {
        int size = check(nchw, batch);
        Tensor[] results = IntStream.range(0, batch)
                .parallel()
                .mapToObj(image -> runOnce(Arrays.copyOfRange(nchw, image * size, (image + 1) * size)))
                .toArray(Tensor[]::new);
        return join(results);
    }

    private Tensor runOnce(float[] nchw) {
        Buffers buffers = Optional.ofNullable(idle.poll()).orElseGet(Buffers::new);
        Tensor result = run(nchw, 1, () -> buffers, buffers::release, (step, tensor) -> {});
        idle.add(buffers);
        return result;
    }

    /** Runs once: tells of each result, and lets go of each tensor after its last reader. */
    private Tensor run(
            float[] nchw,
            int batch,
            Supplier<Buffers> buffers,
            Consumer<Tensor> release,
            BiConsumer<Program.Step, Tensor> listener) {
        Tensor[] slots = program.slots(input(nchw, batch));
        List<Program.Step> steps = program.steps();
        for (int index = 0; index < steps.size(); index++) {
            Program.Step step = steps.get(index);
            slots[step.output()] = run(step, slots, buffers.get());
            listener.accept(step, slots[step.output()]);
            List<Integer> inputs = step.inputs();
            for (int i = 0; i < inputs.size(); i++) {
                if (program.isDoneAfter(inputs.get(i), index) && inputs.indexOf(inputs.get(i)) == i) {
                    release.accept(slots[inputs.get(i)]);
                    slots[inputs.get(i)] = slots[0];
                }
            }
        }
        return slots[program.resultSlot()];
    }

    private static Tensor run(Program.Step step, Tensor[] slots, Buffers buffers) {
        List<Tensor> inputs = new ArrayList<>();
        for (int slot : step.inputs()) {
            inputs.add(slots[slot]);
        }
        return step.operation().run(new Call(step.node(), inputs, buffers));
    }

    /**
     * Runs a batch and keeps every tensor that depends on the input.
     *
     * @param nchw normalised images one after the other
     * @param batch number of images, at least 1
     * @return result by node name, in the order of execution; the node's layer is told by
     *     {@link org.mindpress.engine.mindir.MindirNode#layer}
     */
    public Map<String, Tensor> trace(float[] nchw, int batch) {
        check(nchw, batch);
        Map<String, Tensor> results = new LinkedHashMap<>();
        traced(nchw, batch, (step, tensor) -> results.put(step.node().name(), tensor));
        return results;
    }

    /**
     * The last tensor of each layer that a file of ours names in its domains: the layer's codes, by layer name. Holds no other tensor
     * for longer than its readers need it.
     */
    public Map<String, Tensor> traceLayers(float[] nchw, int batch) {
        check(nchw, batch);
        Map<String, Tensor> layers = new LinkedHashMap<>();
        traced(nchw, batch, (step, tensor) -> step.node().layer().ifPresent(layer -> layers.put(layer, tensor)));
        return layers;
    }

    /** Arrays are not used again, because the listener may keep them. */
    private void traced(float[] nchw, int batch, BiConsumer<Program.Step, Tensor> listener) {
        run(nchw.clone(), batch, Buffers::new, tensor -> {}, listener);
    }

    private int check(float[] nchw, int batch) {
        int size = new TensorType(
                        ElementType.FLOAT32,
                        inputType.shape().subList(1, inputType.shape().size()))
                .elements();
        if (batch < 1 || (long) batch * size != nchw.length) {
            throw new IllegalArgumentException("input has " + nchw.length + " values, expected batch=" + batch + " x "
                    + size + " for " + inputType);
        }
        return size;
    }

    private Tensor input(float[] nchw, int batch) {
        List<Integer> shape = new ArrayList<>(inputType.shape());
        shape.set(0, batch);
        return new Tensor.Float32(shape, nchw);
    }

    private static Tensor join(Tensor[] parts) {
        List<Integer> shape = new ArrayList<>(parts[0].shape());
        shape.set(0, parts.length * shape.get(0));
        int size = parts[0].elements();
        if (parts[0] instanceof Tensor.Int8) {
            byte[] values = new byte[size * parts.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (byte) parts[i / size].wholeAt(i % size);
            }
            return new Tensor.Int8(shape, values);
        }
        if (parts[0] instanceof Tensor.Float32) {
            float[] values = new float[size * parts.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) parts[i / size].at(i % size);
            }
            return new Tensor.Float32(shape, values);
        }
        throw new IllegalArgumentException("graph output is " + parts[0] + ", expected float32 or int8");
    }
}
