package org.mindpress.engine.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.mindir.MalformedModelException;
import org.mindpress.engine.mindir.MindirModel;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.MindirValue;
import org.mindpress.engine.mindir.ModelProblem;
import org.mindpress.engine.mindir.Operand;
import org.mindpress.engine.mindir.TensorData;

/**
 * A model translated into steps over numbered slots: slot 0 is the graph input, then fixed tensors (parameters, constants and all
 * that is computed from them alone), and the results of the steps. Immutable after construction; each run has slots of its own.
 */
final class Program {
    /** One operator to execute; its result goes into slot {@code output}. */
    record Step(MindirNode node, Operation operation, List<Integer> inputs, int output) {}

    private final List<Step> steps = new ArrayList<>();
    private final Map<Operand, Integer> slots = new HashMap<>();
    private final List<ModelProblem> problems = new ArrayList<>();
    private final Map<Integer, Tensor> folded = new HashMap<>();
    private final int[] lastReader;
    private final int resultSlot;
    private int slotCount = 1;

    Program(MindirModel model) {
        if (model.inputs().size() != 1 || model.outputs().size() != 1) {
            problems.add(new ModelProblem(
                    "graph",
                    "has " + model.inputs().size() + " inputs and "
                            + model.outputs().size() + " outputs, expected one each",
                    "export a classifier with one image input"));
            throw new MalformedModelException("model", problems);
        }
        slots.put(new Operand.Input(model.inputs().get(0).name()), 0);
        for (MindirNode node : model.nodes()) {
            add(model, node);
        }
        Integer result = slots.get(model.output().source());
        if (result == null || folded.containsKey(result)) {
            problems.add(new ModelProblem("output", "does not depend on the input", "export the model again"));
        }
        if (!problems.isEmpty()) {
            throw new MalformedModelException("model", problems);
        }
        resultSlot = result == null ? 0 : result;
        lastReader = new int[slotCount];
        Arrays.fill(lastReader, -1);
        for (int step = 0; step < steps.size(); step++) {
            for (int slot : steps.get(step).inputs()) {
                lastReader[slot] = step;
            }
        }
        lastReader[resultSlot] = Integer.MAX_VALUE;
        folded.keySet().forEach(slot -> lastReader[slot] = Integer.MAX_VALUE);
        lastReader[0] = Integer.MAX_VALUE;
    }

    private void add(MindirModel model, MindirNode node) {
        String place = "node " + node.name() + " (" + node.operator() + ", " + node.domain() + ")";
        List<Integer> inputs = new ArrayList<>();
        for (Operand operand : node.inputs()) {
            if (operand instanceof Operand.Tuple tuple) {
                tuple.elements().forEach(element -> addInput(model, element, inputs, place));
            } else {
                addInput(model, operand, inputs, place);
            }
        }
        Operation operation = Operations.of(node.operator()).orElse(null);
        int output = slotCount++;
        slots.put(new Operand.Result(node.name(), 0), output);
        if (operation == null) {
            problems.add(new ModelProblem(
                    place,
                    "operator " + node.operator() + " is not supported",
                    node.operator().equals("FakeQuantParam")
                            ? "this is a deployment file: give the verification file"
                            : "replace it by ordinary operators of a classifier"));
            return;
        }
        if (problems.isEmpty() && folded.keySet().containsAll(inputs)) {
            List<Tensor> tensors = inputs.stream().map(this::folded).toList();
            folded.put(output, operation.run(new Call(node, tensors, new Buffers())));
        } else {
            steps.add(new Step(node, operation, List.copyOf(inputs), output));
        }
    }

    private Tensor folded(int slot) {
        Tensor tensor = folded.get(slot);
        if (tensor == null) {
            throw new IllegalStateException("slot " + slot + " is not constant");
        }
        return tensor;
    }

    private void addInput(MindirModel model, Operand operand, List<Integer> inputs, String place) {
        Integer known = slots.get(operand);
        if (known != null) {
            inputs.add(known);
            return;
        }
        if (operand instanceof Operand.Constant constant) {
            constantTensor(constant.value()).ifPresent(tensor -> inputs.add(fix(operand, tensor)));
        } else if (operand instanceof Operand.Parameter parameter) {
            inputs.add(fix(
                    operand,
                    Tensor.of(model.parameter(parameter.name()).orElseThrow().data())));
        } else {
            problems.add(new ModelProblem(
                    place, "reads " + operand + ", which is no tensor that is computed", "export an inference graph"));
        }
    }

    private int fix(Operand operand, Tensor tensor) {
        int slot = slotCount++;
        slots.put(operand, slot);
        folded.put(slot, tensor);
        return slot;
    }

    /** A tensor, or a float32 number as a tensor without axes; other constants are settings, which operators read by name. */
    private static java.util.Optional<Tensor> constantTensor(MindirValue value) {
        if (value instanceof MindirValue.Tensor tensor) {
            return java.util.Optional.of(Tensor.of(tensor.data()));
        }
        return value instanceof MindirValue.Real real
                ? java.util.Optional.of(Tensor.of(TensorData.ofFloats(List.of(), (float) real.value())))
                : java.util.Optional.empty();
    }

    List<Step> steps() {
        return steps;
    }

    /** Fresh slots with the fixed tensors and the input in place. */
    Tensor[] slots(Tensor input) {
        Tensor[] values = new Tensor[slotCount];
        Arrays.fill(values, input);
        folded.forEach((slot, tensor) -> values[slot] = tensor);
        return values;
    }

    int resultSlot() {
        return resultSlot;
    }

    /** Whether a slot's tensor is not read after a step. */
    boolean isDoneAfter(int slot, int step) {
        return lastReader[slot] == step;
    }
}
