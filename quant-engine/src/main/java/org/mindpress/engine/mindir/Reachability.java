package org.mindpress.engine.mindir;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The nodes on which the outputs depend; exports keep leftovers that nothing reads. */
final class Reachability {
    private final Map<String, MindirNode> nodes;
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> reached = new HashSet<>();

    Reachability(Map<String, MindirNode> nodes, List<MindirOutput> outputs) {
        this.nodes = nodes;
        outputs.forEach(output -> reach(output.source()));
    }

    List<MindirNode> nodes() {
        while (!open.isEmpty()) {
            MindirNode node = nodes.get(open.pop());
            if (node != null) {
                node.inputs().forEach(this::reach);
            }
        }
        return nodes.values().stream()
                .filter(node -> reached.contains(node.name()))
                .toList();
    }

    private void reach(Operand operand) {
        if (operand instanceof Operand.Result result && reached.add(result.node())) {
            open.push(result.node());
        } else if (operand instanceof Operand.Tuple tuple) {
            tuple.elements().forEach(this::reach);
        }
    }
}
