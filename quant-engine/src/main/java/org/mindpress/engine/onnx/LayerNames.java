package org.mindpress.engine.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Gives layers their names: module paths in dots, each once. Not thread-safe. */
final class LayerNames {
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9_.\\-]+\\.weight");

    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> attempts = new HashMap<>();

    /** Keeps a name from being given to a layer. */
    void reserve(String name) {
        taken.add(name);
    }

    /** The name of a layer with weights: that of the weight where it is a module's, else that of the node. */
    String ofLayer(String weight, OnnxNode node) {
        return PARAMETER.matcher(weight).matches()
                ? unique(weight.substring(0, weight.length() - ".weight".length()), node)
                : ofNode(node);
    }

    /** The node's name without repeated scopes and without the operator at its end. */
    String ofNode(OnnxNode node) {
        String source = (node.name().isEmpty() ? node.operator() + "_" + node.output() : node.name())
                .replaceAll("[\\s\\p{Cntrl}]", "_");
        List<String> scopes = new ArrayList<>();
        for (String scope : source.split("/", -1)) {
            if (scope.isBlank()) {
                continue;
            }
            int last = scopes.size() - 1;
            if (last >= 0 && (scope.equals(scopes.get(last)) || scope.startsWith(scopes.get(last) + "."))) {
                scopes.set(last, scope);
            } else {
                scopes.add(scope);
            }
        }
        int last = scopes.size() - 1;
        if (last > 0 && scopes.get(last).matches(Pattern.quote(node.operator()) + "(_\\d+)?")) {
            scopes.remove(last);
        }
        String name = String.join(".", scopes);
        return unique(name.isBlank() ? node.operator() : name, node);
    }

    /** The name itself, or made unique by the operator and a number; it is taken afterwards. */
    String unique(String wanted, OnnxNode node) {
        return unique(wanted, wanted + "." + node.operator().toLowerCase(Locale.ROOT));
    }

    /** The name itself, or the second with a number where needed; it is taken afterwards. */
    String unique(String wanted, String second) {
        if (taken.add(wanted)) {
            return wanted;
        }
        String name;
        do {
            int number = attempts.merge(second, 1, Integer::sum);
            name = number == 1 ? second : second + "_" + number;
        } while (!taken.add(name));
        return name;
    }
}
