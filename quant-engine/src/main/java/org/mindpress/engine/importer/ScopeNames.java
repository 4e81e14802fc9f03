package org.mindpress.engine.importer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mindpress.engine.mindir.MindirNode;

/**
 * Short names for the nodes of a MindIR file, from the cells they come from: {@code Default/layers-SequentialCell/0-Block/relu-ReLU/ReLU-op3}
 * is {@code layers.0.relu}. Each name is given once. Not thread-safe.
 */
final class ScopeNames {
    private static final String ROOT = "Default";

    private final Map<String, Integer> given = new HashMap<>();

    String of(MindirNode node) {
        List<String> scopes = new ArrayList<>(List.of(node.domain().split("/", -1)));
        scopes.remove(scopes.size() - 1);
        if (!scopes.isEmpty() && scopes.get(0).equals(ROOT)) {
            scopes.remove(0);
        }
        List<String> path = new ArrayList<>();
        boolean ownCell = false;
        for (String scope : scopes) {
            int dash = scope.lastIndexOf('-');
            path.add(dash > 0 ? scope.substring(0, dash) : scope);
            ownCell = dash < 0 || scope.substring(dash + 1).startsWith(node.operator());
        }
        if (!ownCell) {
            path.add(node.operator().toLowerCase(Locale.ROOT));
        }
        String wanted = String.join(".", path);
        int number = given.merge(wanted, 1, Integer::sum);
        String name = number == 1 ? wanted : wanted + "_" + number;
        if (number > 1) {
            given.merge(name, 1, Integer::sum);
        }
        return name;
    }
}
