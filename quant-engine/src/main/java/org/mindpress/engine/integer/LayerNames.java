package org.mindpress.engine.integer;

import java.util.HashSet;
import java.util.Set;
import org.mindpress.engine.mindir.MindirNode;

/** Names of layers from the scope names of a file, each given once. */
final class LayerNames {
    private static final String ROOT = "Default/";
    private static final String WEIGHT = ".weight";

    private final Set<String> used = new HashSet<>();

    /** The scope as a dotted path; without one the weight's name less {@code .weight}, else the node's own label. */
    String name(MindirNode node, String weight) {
        String domain = node.domain().startsWith(ROOT) ? node.domain().substring(ROOT.length()) : node.domain();
        int last = domain.lastIndexOf('/');
        String label = domain.substring(last + 1);
        String name = last > 0 ? domain.substring(0, last).replace('/', '.') : "";
        if (name.isEmpty() && weight.endsWith(WEIGHT)) {
            name = weight.substring(0, weight.length() - WEIGHT.length());
        }
        if (name.isEmpty()) {
            name = label.isEmpty() ? node.name() : label;
        }
        return unique(name, label.isEmpty() ? node.name() : label);
    }

    /** The scope and the node's own label, for a tensor inside a layer. */
    String inner(MindirNode node) {
        String domain = node.domain().startsWith(ROOT) ? node.domain().substring(ROOT.length()) : node.domain();
        return unique(domain, node.name());
    }

    private String unique(String name, String label) {
        String candidate = name;
        for (int attempt = 2; !used.add(candidate); attempt++) {
            candidate = attempt == 2 ? name + "/" + label : name + "/" + label + "-" + attempt;
        }
        return candidate;
    }
}
