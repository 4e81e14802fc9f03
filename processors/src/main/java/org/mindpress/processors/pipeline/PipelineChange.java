package org.mindpress.processors.pipeline;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One key that says something else in another text of a pipeline file.
 *
 * @param key with the sections around it, such as {@code stages.qat.steps} or {@code policy.rules[0].block}
 * @param before empty when the first text does not have it
 * @param after empty when the second one does not
 */
public record PipelineChange(String key, Optional<String> before, Optional<String> after) {

    /**
     * What differs between two texts, in the order of the first, then of the second. Comments, order, quotes and layout do not count, nor does
     * the way a number is written; a default that is written out does.
     *
     * @throws PipelineException when one of them is no YAML mapping
     */
    public static List<PipelineChange> between(String before, String after) throws PipelineException {
        Map<String, String> old = values("before", before);
        Map<String, String> now = values("after", after);
        Set<String> keys = new LinkedHashSet<>(old.keySet());
        keys.addAll(now.keySet());
        List<PipelineChange> changes = new ArrayList<>();
        for (String key : keys) {
            Optional<String> was = Optional.ofNullable(old.get(key));
            Optional<String> is = Optional.ofNullable(now.get(key));
            if (!same(was, is)) {
                changes.add(new PipelineChange(key, was, is));
            }
        }
        return changes;
    }

    /** {@code stages.qat.steps: 150 -> 300}. */
    public String line() {
        return key + ": " + before.orElse("(absent)") + " -> " + after.orElse("(absent)");
    }

    private static Map<String, String> values(String name, String text) throws PipelineException {
        Map<String, String> values = new LinkedHashMap<>();
        collect("", PipelineParser.compose(name, text), values);
        return values;
    }

    private static void collect(String key, Node node, Map<String, String> values) {
        if (node instanceof MappingNode mapping && !mapping.getValue().isEmpty()) {
            for (NodeTuple pair : mapping.getValue()) {
                String name = scalar(pair.getKeyNode());
                collect(key.isEmpty() ? name : key + "." + name, pair.getValueNode(), values);
            }
        } else if (node instanceof SequenceNode sequence
                && sequence.getValue().stream().anyMatch(item -> !(item instanceof ScalarNode))) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                collect(key + "[" + i + "]", sequence.getValue().get(i), values);
            }
        } else {
            values.put(key, scalar(node));
        }
    }

    private static String scalar(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream()
                    .map(PipelineChange::scalar)
                    .toList()
                    .toString();
        }
        return "{}";
    }

    private static boolean same(Optional<String> one, Optional<String> other) {
        if (one.isEmpty() || other.isEmpty() || one.equals(other)) {
            return Objects.equals(one, other);
        }
        try {
            return new BigDecimal(one.get()).compareTo(new BigDecimal(other.get())) == 0;
        } catch (NumberFormatException noNumbers) {
            return false;
        }
    }
}
