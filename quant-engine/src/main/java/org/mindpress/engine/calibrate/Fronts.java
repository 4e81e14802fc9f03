package org.mindpress.engine.calibrate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.quant.GroupKind;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationPlan;

/** How long each group's output is needed when groups run one after the other. */
final class Fronts {
    private final Map<String, String> lastReader;
    private final Map<String, List<String>> lastReads;
    private final long largestBytes;

    private Fronts(Map<String, String> lastReader, Map<String, List<String>> lastReads, long largestBytes) {
        this.lastReader = lastReader;
        this.lastReads = lastReads;
        this.largestBytes = largestBytes;
    }

    static Fronts of(ModelGraph graph, QuantizationPlan plan) {
        Map<String, String> lastReader = new HashMap<>();
        Map<String, Long> sizes = new HashMap<>();
        sizes.put(plan.inputName(), (long) graph.inputShape().elements());
        for (QuantizationGroup group : plan.groups()) {
            sizes.put(group.layer(), (long) graph.shapeOf(group.output()).elements());
            if (group.kind() != GroupKind.SOFTMAX) {
                group.inputs().forEach(input -> lastReader.put(input, group.layer()));
            }
        }
        Map<String, List<String>> lastReads = new HashMap<>();
        lastReader.forEach((value, reader) ->
                lastReads.computeIfAbsent(reader, key -> new ArrayList<>()).add(value));
        long live = sizes.getOrDefault(plan.inputName(), 0L);
        long largest = live;
        for (QuantizationGroup group : plan.groups()) {
            if (lastReader.containsKey(group.layer())) {
                live += sizes.getOrDefault(group.layer(), 0L);
            }
            largest = Math.max(largest, live);
            for (String value : lastReads.getOrDefault(group.layer(), List.of())) {
                live -= sizes.getOrDefault(value, 0L);
            }
        }
        return new Fronts(lastReader, lastReads, largest);
    }

    /** Whether a later integer group reads the value. */
    boolean isRead(String value) {
        return lastReader.containsKey(value);
    }

    /** Values that nobody reads after this group. */
    List<String> lastReadBy(String group) {
        return lastReads.getOrDefault(group, List.of());
    }

    /** Most codes of one image that are needed at the same time. */
    long largestBytes() {
        return largestBytes;
    }
}
