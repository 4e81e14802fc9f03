package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.StoredQuantization;
import org.mindpress.engine.graph.StoredQuantization.Bias;
import org.mindpress.engine.graph.StoredQuantization.Grid;

/** Follows dequantised values and constants to the nodes that read them. Not thread-safe. */
final class QuantizedReads {
    private final LoweringState state;
    /** The file's constants that were codes. */
    private final Map<String, Constant> constants = new HashMap<>();
    /** The file's values that lie on a grid. */
    private final Set<String> dequantized = new HashSet<>();

    private final Map<String, FloatTensor> weights = new LinkedHashMap<>();
    private final Map<String, Bias> biases = new LinkedHashMap<>();
    private final Map<String, List<String>> plainReads = new LinkedHashMap<>();

    private record Constant(TensorProto codes, FloatTensor scales) {
        Bias bias() {
            List<Integer> values = Arrays.stream(LinearScheme.values(codes))
                    .mapToObj(Math::toIntExact)
                    .toList();
            return new Bias(values, scales);
        }
    }

    QuantizedReads(LoweringState state) {
        this.state = state;
    }

    void putDequantized(String value) {
        dequantized.add(value);
    }

    void putConstant(String name, TensorProto codes, FloatTensor scales) {
        constants.put(name, new Constant(codes, scales));
    }

    void putWeight(String layer, FloatTensor scales) {
        weights.put(layer, scales);
    }

    /** Looks at a node that was lowered. */
    void follow(OnnxNode node, OnnxOperator operator) {
        if (node.outputs().isEmpty() || node.inputs().isEmpty()) {
            return;
        }
        String output = node.outputs().get(0);
        Constant reshaped = constants.get(node.inputs().get(0));
        if (reshaped != null && state.tensor(output).isPresent()) {
            constants.put(output, reshaped);
            return;
        }
        Optional<ImportedValue> made = state.find(output);
        for (int position = 0; made.isPresent() && position < node.inputs().size(); position++) {
            String input = node.inputs().get(position);
            Constant constant = constants.get(input);
            if (constant != null) {
                readConstant(made.get().name(), operator, position, constant);
            }
            state.find(input).ifPresent(value -> read(node, operator, input, value, made.get()));
        }
    }

    private void readConstant(String layer, OnnxOperator operator, int position, Constant constant) {
        boolean layerWithWeights =
                operator == OnnxOperator.CONV || operator == OnnxOperator.GEMM || operator == OnnxOperator.MAT_MUL;
        if (layerWithWeights && position == 1) {
            weights.put(layer, constant.scales());
        } else if (layerWithWeights || operator == OnnxOperator.ADD) {
            biases.put(layer, constant.bias());
        }
    }

    private void read(OnnxNode node, OnnxOperator operator, String input, ImportedValue value, ImportedValue made) {
        boolean samePlace = value.name().equals(made.name());
        if (!dequantized.contains(input)) {
            if (!samePlace) {
                plainReads
                        .computeIfAbsent(value.name(), name -> new ArrayList<>())
                        .add(node.label());
            }
            return;
        }
        if (samePlace && operator == OnnxOperator.ADD) {
            throw new ImportRefusal(
                    "it adds the bias of a layer behind a pair; the device adds it to the sums",
                    "give the layer its bias before quantising: one Conv or Gemm instead of MatMul and Add");
        }
        if (samePlace) {
            dequantized.add(node.outputs().get(0));
        }
    }

    StoredQuantization quantization(Map<String, Grid> grids, Set<String> names, String result) {
        if (!dequantized.contains(result)) {
            state.find(result)
                    .ifPresent(value -> plainReads
                            .computeIfAbsent(value.name(), name -> new ArrayList<>())
                            .add("output " + result));
        }
        weights.keySet().retainAll(names);
        biases.keySet().retainAll(names);
        plainReads.keySet().retainAll(names);
        return new StoredQuantization(grids, weights, biases, plainReads);
    }
}
