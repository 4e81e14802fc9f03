package org.mindpress.engine.infer;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mindpress.engine.graph.Shape;

/**
 * A float (or QDQ) ONNX model with one float32 input {@code [N, ...]} and one output, open in ONNX Runtime on the CPU, with
 * intermediate tensors to look at if asked for at opening. The same input and number of threads give the same bits.
 *
 * <p>Thread-safe for {@code run}; close it once, when no run is under way.
 */
public final class FloatSession implements AutoCloseable {
    private final String model;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Map<String, String> taps;
    private final String inputName;
    private final Shape inputShape;
    /** Images in each run when the file fixes them, otherwise 0. */
    private final int fixedBatch;

    private final String outputName;

    private FloatSession(
            String model, OrtEnvironment environment, OrtSession session, Map<String, String> taps, String outputName)
            throws OrtException {
        this.model = model;
        this.environment = environment;
        this.session = session;
        this.taps = taps;
        this.outputName = outputName;
        Map<String, NodeInfo> inputs = session.getInputInfo();
        if (inputs.size() != 1) {
            throw new IllegalArgumentException(model + ": one input expected, found " + inputs.keySet());
        }
        NodeInfo input = inputs.values().iterator().next();
        this.inputName = input.getName();
        if (!(input.getInfo() instanceof TensorInfo tensor)
                || tensor.type != OnnxJavaType.FLOAT
                || tensor.getShape().length < 2
                || Arrays.stream(tensor.getShape()).skip(1).anyMatch(size -> size <= 0)) {
            throw new IllegalArgumentException(model + ": input " + inputName
                    + " must be float32 [N, ...] with fixed sizes after N, found " + input.getInfo());
        }
        this.inputShape = Shape.of(Arrays.stream(tensor.getShape())
                .skip(1)
                .mapToInt(Math::toIntExact)
                .toArray());
        this.fixedBatch = Math.toIntExact(Math.max(tensor.getShape()[0], 0));
    }

    /** Version of ONNX Runtime. */
    public static String providerVersion() {
        return NativeRuntime.environment().getVersion();
    }

    /** Opens a model without taps. */
    public static FloatSession open(byte[] onnx, SessionSettings settings) {
        return open("model", onnx, settings, List.of());
    }

    /** Opens a model with taps. */
    public static FloatSession open(byte[] onnx, SessionSettings settings, List<String> taps) {
        return open("model", onnx, settings, taps);
    }

    /**
     * Opens a model.
     *
     * @param model how messages call it, usually the file name
     * @param onnx the file's bytes
     * @param settings threads and optimisation; taps are exact only for tensors that optimisation leaves alone, which it does for every
     *     tapped one
     * @param taps intermediate tensors to return from {@link #run(float[], int, List)}: value names, or names of the nodes that
     *     compute them; the graph input counts as well
     * @throws IllegalArgumentException when the bytes are no model of this form or a tap does not exist
     * @throws InferenceException when ONNX Runtime refuses the model
     */
    public static FloatSession open(String model, byte[] onnx, SessionSettings settings, List<String> taps) {
        TappedModel tapped = TappedModel.of(model, onnx, taps);
        OrtEnvironment environment = NativeRuntime.environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(settings.threads());
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(settings.graphOptimization() ? OptLevel.ALL_OPT : OptLevel.NO_OPT);
            OrtSession session = NativeRuntime.onLargeStack(() -> environment.createSession(tapped.bytes(), options));
            try {
                return new FloatSession(model, environment, session, tapped.values(), outputOf(model, session, tapped));
            } catch (IllegalArgumentException | OrtException fault) {
                session.close();
                throw fault;
            }
        } catch (OrtException fault) {
            throw new InferenceException(model + ": ONNX Runtime cannot open it: " + fault.getMessage(), fault);
        }
    }

    /** Added outputs come behind the model's own. */
    private static String outputOf(String model, OrtSession session, TappedModel tapped) {
        Set<String> own = new LinkedHashSet<>(session.getOutputNames());
        String first = own.iterator().next();
        own.removeAll(tapped.values().values());
        own.remove(first);
        if (!own.isEmpty()) {
            throw new IllegalArgumentException(
                    model + ": one output expected, found " + first + " and " + own + ". Remedy: keep only the logits");
        }
        return first;
    }

    public String inputName() {
        return inputName;
    }

    /** Shape of one image. */
    public Shape inputShape() {
        return inputShape;
    }

    public String outputName() {
        return outputName;
    }

    /**
     * Runs a batch.
     *
     * @param nchw normalised images, {@code batch} times {@link #inputShape}
     * @param batch number of images
     * @return the output, row-major, one image after the other
     */
    public float[] run(float[] nchw, int batch) {
        return compute(nchw, batch, Map.of(outputName, outputName))
                .values()
                .iterator()
                .next();
    }

    /**
     * Runs a batch and returns tapped tensors, row-major, by the name they were tapped under, in the order asked for.
     *
     * @param nchw normalised images, {@code batch} times {@link #inputShape}
     * @param batch number of images
     * @param wanted names given at opening, or {@link #outputName}
     */
    public Map<String, float[]> run(float[] nchw, int batch, List<String> wanted) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String tap : wanted) {
            String value = tap.equals(outputName) ? outputName : taps.get(tap);
            if (value == null) {
                throw new IllegalArgumentException(
                        model + ": " + tap + " was not tapped at opening; tapped are " + taps.keySet());
            }
            values.put(tap, value);
        }
        return compute(nchw, batch, values);
    }

    private Map<String, float[]> compute(float[] nchw, int batch, Map<String, String> values) {
        if (batch < 1 || nchw.length != (long) batch * inputShape.elements()) {
            throw new IllegalArgumentException(model + ": " + nchw.length + " values, expected batch=" + batch
                    + " times " + inputShape + " = " + (long) batch * inputShape.elements());
        }
        return fixedBatch == 0 || fixedBatch == batch
                ? computeAtOnce(nchw, batch, values)
                : computeInParts(nchw, batch, values);
    }

    /** For files that take just so many images; zeros fill the last part up. */
    private Map<String, float[]> computeInParts(float[] nchw, int batch, Map<String, String> values) {
        Map<String, float[]> results = new LinkedHashMap<>();
        int part = fixedBatch * inputShape.elements();
        for (int first = 0; first < batch; first += fixedBatch) {
            int start = first * inputShape.elements();
            int images = Math.min(fixedBatch, batch - first);
            for (Map.Entry<String, float[]> result : computeAtOnce(
                            Arrays.copyOfRange(nchw, start, start + part), fixedBatch, values)
                    .entrySet()) {
                int size = result.getValue().length / fixedBatch;
                float[] all = results.computeIfAbsent(result.getKey(), name -> new float[batch * size]);
                System.arraycopy(result.getValue(), 0, all, first * size, images * size);
            }
        }
        return results;
    }

    private Map<String, float[]> computeAtOnce(float[] nchw, int batch, Map<String, String> values) {
        long[] shape = new long[inputShape.dimensions().size() + 1];
        shape[0] = batch;
        for (int axis = 1; axis < shape.length; axis++) {
            shape[axis] = inputShape.dimensions().get(axis - 1);
        }
        Set<String> computed = new LinkedHashSet<>(values.values());
        computed.remove(inputName);
        Map<String, float[]> results = new LinkedHashMap<>();
        try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(nchw), shape);
                OrtSession.Result result =
                        session.run(Map.of(inputName, input), computed.isEmpty() ? Set.of(outputName) : computed)) {
            for (Map.Entry<String, String> entry : values.entrySet()) {
                results.put(
                        entry.getKey(),
                        entry.getValue().equals(inputName)
                                ? nchw.clone()
                                : floats(
                                        entry.getValue(),
                                        result.get(entry.getValue()).orElseThrow()));
            }
        } catch (OrtException fault) {
            throw new InferenceException(
                    model + ": ONNX Runtime failed on a batch of " + batch + ": " + fault.getMessage(), fault);
        }
        return results;
    }

    private float[] floats(String name, OnnxValue value) {
        if (!(value instanceof OnnxTensor tensor) || tensor.getInfo().type != OnnxJavaType.FLOAT) {
            throw new IllegalArgumentException(model + ": tensor " + name + " must be float32, it is " + value);
        }
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException fault) {
            throw new InferenceException(model + ": ONNX Runtime cannot close it: " + fault.getMessage(), fault);
        }
    }
}
