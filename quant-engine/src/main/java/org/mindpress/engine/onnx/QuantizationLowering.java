package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.StoredQuantization;
import org.mindpress.engine.graph.StoredQuantization.Grid;
import org.mindpress.engine.graph.Window;

/**
 * Takes QuantizeLinear and DequantizeLinear out of a file: constants become the float32 numbers that their codes stand for, pairs around
 * tensors vanish, and what they said is kept. Not thread-safe.
 *
 * <p>Two things that a quantiser does are undone without changing a code. It drops a Relu whose result has the lowest code as zero
 * point: the Relu comes back. And it gives an average pool a grid of its own, which the device's pool cannot have: the pool becomes the
 * depthwise convolution of equal weights that it is.
 */
final class QuantizationLowering {
    /** Code of the equal weights of a pool; a power of two, so that code times scale is one over the window's size. */
    private static final int POOL_CODE = 64;

    private static final int DEFAULT_AXIS = 1;
    private static final float SIX = 6;
    private static final int LOWEST_CODE = -128;
    private static final int HIGHEST_CODE = 127;
    private static final String SAME_GRID = "give both the same scale and zero point";

    private final LoweringState state;
    private final boolean keepsActivations;
    /** By the file's value: how tensors made from the image became codes. */
    private final Map<String, LinearScheme> codes = new HashMap<>();
    /** By name in the lowered graph: the activation that came back behind it. */
    private final Map<String, ImportedValue> restored = new LinkedHashMap<>();

    /** By inputs and axis of a DequantizeLinear: what it makes of a constant that several layers read. */
    private final Map<List<String>, TensorProto> shared = new HashMap<>();

    private final Set<String> convolutedPools = new LinkedHashSet<>();
    private final Map<String, Grid> grids = new LinkedHashMap<>();
    private final QuantizedReads reads;
    private boolean found;
    private long numbersMade;

    /**
     * A lowering.
     *
     * @param keepsActivations whether every activation of the network stands in the file, as in those that mindpress writes
     */
    QuantizationLowering(LoweringState state, boolean keepsActivations) {
        this.state = state;
        this.keepsActivations = keepsActivations;
        this.reads = new QuantizedReads(state);
    }

    /** Refuses any node on codes but DequantizeLinear. */
    void checkReadsNoCodes(OnnxNode node) {
        for (String input : node.inputs()) {
            if (codes.containsKey(input)) {
                throw new ImportRefusal(
                        "it works on the codes of " + input + ", expected a DequantizeLinear before it",
                        "quantise in QDQ format, a pair around each tensor");
            }
        }
    }

    /** Notes what any other node, lowered already, reads. */
    void follow(OnnxNode node, OnnxOperator operator) {
        reads.follow(node, operator);
    }

    void quantize(OnnxNode node) {
        found = true;
        checkReadsNoCodes(node);
        LinearScheme scheme = LinearScheme.of(node, state, TensorProto.DataType.UNDEFINED_VALUE);
        Optional<TensorProto> constant = state.tensor(node.requiredInput(0));
        if (constant.isPresent()) {
            FloatTensor numbers = TensorDecoder.floats(constant.get());
            count(numbers.size());
            state.putTensor(
                    node.output(),
                    Initializers.tensor(
                            node.output(),
                            TensorProto.DataType.forNumber(scheme.type()),
                            numbers.dimensions(),
                            scheme.codes(numbers, axis(node))));
            return;
        }
        Grid grid = scheme.grid();
        ImportedValue value = state.value(node, 0);
        value = restored.getOrDefault(value.name(), value);
        Grid before = grids.get(value.name());
        if (before != null && !before.equals(grid)) {
            throw new ImportRefusal(
                    "the tensor has the grid " + before + " already and gets " + grid + "; the device gives it one",
                    SAME_GRID);
        }
        if (before == null) {
            keepTied(value, grid);
            value = withActivation(node, value, grid);
            grids.put(value.name(), grid);
        }
        state.alias(node, value, value.logical());
        codes.put(node.output(), scheme);
    }

    void dequantize(OnnxNode node) {
        found = true;
        String input = node.requiredInput(0);
        LinearScheme quantized = codes.get(input);
        if (quantized != null) {
            LinearScheme scheme = LinearScheme.of(node, state, quantized.type());
            if (!scheme.grid().equals(quantized.grid())) {
                throw new ImportRefusal(
                        "the codes were made on the grid " + quantized.grid() + " and are read on " + scheme.grid(),
                        SAME_GRID);
            }
            ImportedValue value = state.value(node, 0);
            state.alias(node, value, value.logical());
            reads.putDequantized(node.output());
            return;
        }
        TensorProto stored = state.tensor(input)
                .orElseThrow(() -> new ImportRefusal(
                        "its input " + input + " is neither a constant nor what a QuantizeLinear makes",
                        "quantise in QDQ format, a pair around each tensor"));
        LinearScheme scheme = LinearScheme.of(node, state, stored.getDataType());
        scheme.checkSymmetric();
        List<String> key = new ArrayList<>(node.inputs());
        key.add(String.valueOf(axis(node)));
        TensorProto numbers = shared.get(key);
        if (numbers == null) {
            numbers = Initializers.floats(
                    node.output(),
                    stored.getDimsList().stream().map(Math::toIntExact).toList(),
                    scheme.numbers(stored, axis(node), this::count));
            shared.put(key, numbers);
        }
        state.putTensor(node.output(), numbers);
        reads.putConstant(node.output(), stored, scheme.scales());
    }

    private static int axis(OnnxNode node) {
        return (int) node.integer("axis", DEFAULT_AXIS);
    }

    /** As many numbers as the file's constants have bytes may be made, so a hostile file costs no memory. */
    private void count(int numbers) {
        numbersMade += numbers;
        if (numbersMade > state.constantBytes()) {
            throw new ImportRefusal("the file dequantises more constants than it has", "give each weight one pair");
        }
    }

    /** Pools, Pad and Reshape have the grid of what they read. */
    private void keepTied(ImportedValue value, Grid grid) {
        Node node = state.nodes().get(value.name());
        if (node == null || !isTied(node)) {
            return;
        }
        Optional<Grid> source = gridOf(node.dataInputs().get(0));
        if (source.isEmpty() || source.get().equals(grid)) {
            return;
        }
        if (node.operator() != Operator.AVERAGE_POOL
                || !node.pool().window().padding().isNone()) {
            throw new ImportRefusal(
                    "behind " + node.operator().onnxName() + " the grid is " + grid + ", before it " + source.get()
                            + "; the device keeps it",
                    SAME_GRID);
        }
        makeConvolution(node, value.physical().channels());
    }

    private static boolean isTied(Node node) {
        return switch (node.operator()) {
            case MAX_POOL, AVERAGE_POOL, PAD, RESHAPE -> true;
            default -> false;
        };
    }

    private Optional<Grid> gridOf(String name) {
        Grid own = grids.get(name);
        Node node = state.nodes().get(name);
        return own != null || node == null || !isTied(node)
                ? Optional.ofNullable(own)
                : gridOf(node.dataInputs().get(0));
    }

    private void makeConvolution(Node pool, int channels) {
        Window window = pool.pool().window();
        int size = window.kernelHeight() * window.kernelWidth();
        float scale = 1f / size / POOL_CODE;
        float[] equal = new float[Math.multiplyExact(channels, size)];
        Arrays.fill(equal, POOL_CODE * scale);
        String weight = state.keep(
                pool.name() + ".weight",
                FloatTensor.of(List.of(channels, 1, window.kernelHeight(), window.kernelWidth()), equal));
        state.replace(new Node(
                pool.name(),
                Operator.CONVOLUTION,
                List.of(pool.dataInputs().get(0), weight),
                new Attributes.Convolution(window, channels)));
        reads.putWeight(pool.name(), FloatTensor.vector(scale));
        convolutedPools.add(pool.name());
    }

    /** Behind a convolution or an Add the Relu or Relu6 that a quantiser dropped, because cutting to the codes does the same. */
    private ImportedValue withActivation(OnnxNode node, ImportedValue value, Grid grid) {
        Operator last = Optional.ofNullable(state.nodes().get(value.name()))
                .map(Node::operator)
                .orElse(Operator.SOFTMAX);
        if (keepsActivations
                || grid.zeroPoint() != LOWEST_CODE
                || convolutedPools.contains(value.name())
                || (last != Operator.CONVOLUTION && last != Operator.ADD)) {
            return value;
        }
        double highest = (double) grid.scale() * (HIGHEST_CODE - LOWEST_CODE);
        Operator activation = Math.abs(highest - SIX) < grid.scale() / 2 ? Operator.RELU6 : Operator.RELU;
        String wanted = value.name() + (activation == Operator.RELU6 ? ".relu6" : ".relu");
        state.emit(
                node,
                state.names().unique(wanted, wanted + "_2"),
                activation,
                List.of(value.name()),
                Attributes.NONE,
                value.physical(),
                value.logical(),
                value.channelsLast());
        ImportedValue behind = state.find(node.output()).orElseThrow();
        restored.put(value.name(), behind);
        return behind;
    }

    /**
     * What the file says of its codes; empty for a float file.
     *
     * @param names of the nodes and the input of the lowered graph
     * @param result the file's output
     * @param notes receives what was changed
     */
    Optional<StoredQuantization> found(Set<String> names, String result, List<String> notes) {
        if (!found) {
            return Optional.empty();
        }
        if (!restored.isEmpty()) {
            notes.add("the quantiser left out " + restored.size()
                    + " activations that cutting to the codes replaces; they are in the imported graph again");
        }
        for (String pool : convolutedPools) {
            notes.add("average pool " + pool + " has a scale of its own, which the device's pool cannot have: it is the"
                    + " depthwise convolution of equal weights now");
        }
        grids.keySet().retainAll(names);
        return Optional.of(reads.quantization(grids, names, result));
    }
}
