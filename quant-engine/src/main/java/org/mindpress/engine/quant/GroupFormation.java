package org.mindpress.engine.quant;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Window;

/** Forms the groups of a plan from a device-form graph and finds their structural roles. */
final class GroupFormation {
    private final ModelGraph graph;
    private final Map<String, String> groupOfValue = new HashMap<>();
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    private record Draft(
            String layer,
            GroupKind kind,
            List<String> nodes,
            List<String> inputs,
            Optional<Operator> activation,
            EnumSet<Block> blocks) {}

    GroupFormation(ModelGraph graph) {
        this.graph = graph;
    }

    /** Groups in graph order; {@link IllegalArgumentException} with every node that fits into no group. */
    List<QuantizationGroup> form() {
        groupOfValue.put(graph.inputName(), graph.inputName());
        for (Node node : graph.nodes()) {
            if (!groupOfValue.containsKey(node.name())) {
                start(node);
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("graph " + graph.name() + ": " + faults.size()
                    + " nodes cannot run in int8:\n" + String.join("\n", faults));
        }
        markStructure();
        return drafts.values().stream()
                .map(draft -> new QuantizationGroup(
                        draft.layer,
                        draft.kind,
                        draft.nodes,
                        draft.inputs,
                        draft.nodes.get(draft.nodes.size() - 1),
                        draft.activation,
                        draft.blocks))
                .toList();
    }

    private void start(Node node) {
        Optional<GroupKind> kind = switch (node.operator()) {
            case CONVOLUTION -> Optional.of(GroupKind.CONVOLUTION);
            case ADD -> Optional.of(GroupKind.ADD);
            case MAX_POOL -> Optional.of(GroupKind.MAX_POOL);
            case AVERAGE_POOL -> Optional.of(GroupKind.AVERAGE_POOL);
            case PAD -> Optional.of(GroupKind.PAD);
            case RESHAPE -> Optional.of(GroupKind.RESHAPE);
            case SOFTMAX -> Optional.of(GroupKind.SOFTMAX);
            case BATCH_NORMALIZATION, RELU, RELU6 -> Optional.empty();
        };
        if (kind.isEmpty()) {
            faults.add("'" + node.operator().onnxName() + "' at node " + node.name()
                    + ": it must directly and alone follow a convolution"
                    + (node.operator().isActivation() ? " or an Add" : ""));
            groupOfValue.put(node.name(), node.name());
            return;
        }
        List<String> members = new ArrayList<>(List.of(node.name()));
        Optional<Operator> activation = Optional.empty();
        Node last = node;
        if (node.operator() == Operator.CONVOLUTION) {
            Optional<Node> normalization = onlyConsumer(last, Operator.BATCH_NORMALIZATION);
            if (normalization.isPresent()) {
                last = normalization.get();
                members.add(last.name());
            }
        }
        if (kind.get().hasOwnPoint()) {
            Node end = last;
            Optional<Node> next = onlyConsumer(end, Operator.RELU).or(() -> onlyConsumer(end, Operator.RELU6));
            if (next.isPresent()) {
                activation = Optional.of(next.get().operator());
                members.add(next.get().name());
            }
        }
        List<String> inputs = node.dataInputs().stream()
                .map(input -> groupOfValue.getOrDefault(input, input))
                .toList();
        members.forEach(member -> groupOfValue.put(member, node.name()));
        drafts.put(
                node.name(),
                new Draft(node.name(), kind.get(), members, inputs, activation, EnumSet.noneOf(Block.class)));
    }

    private Optional<Node> onlyConsumer(Node node, Operator operator) {
        List<Node> users = graph.consumersOf(node.name());
        return users.size() == 1 && users.get(0).operator() == operator ? Optional.of(users.get(0)) : Optional.empty();
    }

    private void markStructure() {
        List<Draft> convolutions = drafts.values().stream()
                .filter(draft -> draft.kind == GroupKind.CONVOLUTION)
                .toList();
        if (!convolutions.isEmpty()) {
            convolutions.get(0).blocks.add(Block.STEM);
            convolutions.get(convolutions.size() - 1).blocks.add(Block.CLASSIFIER);
        }
        for (Draft draft : drafts.values()) {
            if (draft.kind == GroupKind.ADD) {
                markBlock(draft);
            }
        }
    }

    /** The branches of a residual Add end where they first meet: at the fork. */
    private void markBlock(Draft add) {
        List<String> left = chain(add.inputs.get(0));
        List<String> right = chain(add.inputs.get(1));
        Set<String> onRight = new HashSet<>(right);
        Optional<String> fork = left.stream().filter(onRight::contains).findFirst();
        if (fork.isEmpty()) {
            return;
        }
        List<Draft> leftBranch = convolutionsBefore(left, fork.get());
        List<Draft> rightBranch = convolutionsBefore(right, fork.get());
        boolean bottleneck = isBottleneck(leftBranch) || isBottleneck(rightBranch);
        for (List<Draft> branch : List.of(leftBranch, rightBranch)) {
            for (Draft draft : branch) {
                draft.blocks.add(Block.RESIDUAL);
                if (bottleneck) {
                    draft.blocks.add(Block.BOTTLENECK);
                }
            }
        }
    }

    /** The group itself, then what it is computed from, back to the next Add or to the graph input. */
    private List<String> chain(String from) {
        List<String> values = new ArrayList<>();
        String value = from;
        while (true) {
            values.add(value);
            Draft draft = drafts.get(value);
            if (draft == null || draft.kind == GroupKind.ADD) {
                return values;
            }
            value = draft.inputs.get(0);
        }
    }

    private List<Draft> convolutionsBefore(List<String> chain, String fork) {
        List<Draft> branch = new ArrayList<>();
        for (String value : chain.subList(0, chain.indexOf(fork))) {
            Draft draft = drafts.get(value);
            if (draft != null && draft.kind == GroupKind.CONVOLUTION) {
                branch.add(draft);
            }
        }
        return branch;
    }

    private boolean isBottleneck(List<Draft> branch) {
        return branch.size() == 3
                && kernel(branch.get(0)) == 1
                && kernel(branch.get(1)) > 1
                && kernel(branch.get(2)) == 1;
    }

    private int kernel(Draft convolution) {
        Attributes.Convolution attributes =
                graph.node(convolution.layer).orElseThrow().convolution();
        Window window = attributes.window();
        return Math.max(window.kernelHeight(), window.kernelWidth());
    }
}
