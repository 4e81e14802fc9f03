package org.mindpress.engine.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.ParameterNames;

/** The checkpoint of a network that is of no named architecture. */
public final class NetworkCheckpoint {
    private NetworkCheckpoint() {}

    /**
     * Every number of a network in graph order, under the names of {@link ParameterNames}: those of the float MindIR of the same network,
     * so that MindSpore loads the one into the other.
     */
    public static List<Parameter> parameters(ModelGraph graph) {
        List<Parameter> parameters = new ArrayList<>();
        for (Node node : graph.nodes()) {
            List<String> names = ParameterNames.of(node);
            for (int i = 0; i < names.size(); i++) {
                parameters.add(Parameter.of(
                        names.get(i), graph.constant(node.constants().get(i))));
            }
        }
        return parameters;
    }
}
