package org.mindpress.processors.pipeline;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** One mapping of a file that {@link FileCheck} found right: its values by setting, defaults filled in. */
final class SectionNode {
    private final Section section;
    private final Optional<MappingNode> mapping;
    private final Map<Setting, Node> values = new EnumMap<>(Setting.class);

    private SectionNode(Section section, Optional<MappingNode> mapping) {
        this.section = section;
        this.mapping = mapping;
        mapping.ifPresent(node -> node.getValue().forEach(pair -> {
            String key = pair.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            Setting.in(section).stream()
                    .filter(setting -> setting.key().equals(key))
                    .forEach(setting -> values.put(setting, pair.getValueNode()));
        }));
    }

    static SectionNode of(Section section, Node node) {
        return new SectionNode(section, node instanceof MappingNode found ? Optional.of(found) : Optional.empty());
    }

    /** The node itself, for positions; empty when the file leaves the section out. */
    Optional<MappingNode> node() {
        return mapping;
    }

    boolean has(Setting setting) {
        return values.containsKey(setting);
    }

    /** The value's node; empty when the file leaves it out. */
    Optional<Node> value(Setting setting) {
        return Optional.ofNullable(values.get(setting));
    }

    /** A nested mapping; one without keys when the file leaves it out. */
    SectionNode child(Setting setting) {
        Section inner = setting.rule().section().orElseThrow();
        return value(setting).map(node -> of(inner, node)).orElseGet(() -> new SectionNode(inner, Optional.empty()));
    }

    /** The mappings of a list; none when the file leaves it out. */
    List<SectionNode> children(Setting setting) {
        Section inner = setting.rule().section().orElseThrow();
        return items(setting).stream().map(node -> of(inner, node)).toList();
    }

    /** Value as text, or the default; empty when there is neither. */
    Optional<String> text(Setting setting) {
        if (setting.section() != section) {
            throw new IllegalArgumentException(setting + " is no setting of " + section);
        }
        return value(setting).map(SectionNode::scalar).or(setting::defaultText);
    }

    String required(Setting setting) {
        return text(setting).orElseThrow(() -> new IllegalStateException(setting.key() + " was not checked"));
    }

    long whole(Setting setting) {
        return Long.parseLong(required(setting));
    }

    int count(Setting setting) {
        return Math.toIntExact(whole(setting));
    }

    double decimal(Setting setting) {
        return Double.parseDouble(required(setting));
    }

    boolean isOn(Setting setting) {
        return required(setting).equals("true");
    }

    /** The scalars of a list; none when the file leaves it out. */
    List<String> texts(Setting setting) {
        return items(setting).stream().map(SectionNode::scalar).toList();
    }

    private List<Node> items(Setting setting) {
        List<Node> items = new ArrayList<>();
        value(setting).ifPresent(node -> {
            if (node instanceof SequenceNode sequence) {
                items.addAll(sequence.getValue());
            }
        });
        return items;
    }

    private static String scalar(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new IllegalStateException("the file was not checked: " + node.getNodeId() + " instead of a scalar");
    }
}
