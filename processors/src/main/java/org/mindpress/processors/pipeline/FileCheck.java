package org.mindpress.processors.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Holds a file against the table of {@link Setting settings}: unknown, repeated and missing keys, wrong types and ranges, literal secrets. */
final class FileCheck {
    private final List<PipelineProblem> problems = new ArrayList<>();
    private final ValueCheck values;

    FileCheck(UriRules uris) {
        this.values = new ValueCheck(uris, this::report);
    }

    /** All problems so far, in the order of the file. */
    List<PipelineProblem> problems() {
        return problems.stream()
                .distinct()
                .sorted(Comparator.comparingInt(PipelineProblem::line).thenComparingInt(PipelineProblem::column))
                .toList();
    }

    void report(Node node, String message) {
        report(node.getStartMark(), message);
    }

    void report(Mark mark, String message) {
        problems.add(new PipelineProblem(mark.getLine() + 1, mark.getColumn() + 1, message));
    }

    /** Checks one mapping and everything in it. */
    void check(Section section, MappingNode mapping) {
        List<Setting> known = Setting.in(section);
        Set<String> seen = new HashSet<>();
        for (NodeTuple pair : mapping.getValue()) {
            if (!(pair.getKeyNode() instanceof ScalarNode keyNode)) {
                report(pair.getKeyNode(), "a key must be a plain word");
                continue;
            }
            String key = keyNode.getValue();
            if (!seen.add(key)) {
                report(keyNode, "key '" + key + "' stands here twice");
                continue;
            }
            if (pair.getValueNode() instanceof ScalarNode scalar
                    && SecretCheck.isLiteralSecret(key, scalar.getValue())) {
                report(
                        scalar,
                        "the value of '" + key
                                + "' looks like a secret; keep it in the environment and write ${env:NAME}");
                continue;
            }
            known.stream()
                    .filter(setting -> setting.key().equals(key))
                    .findFirst()
                    .ifPresentOrElse(
                            setting -> checkValue(setting, pair.getValueNode()),
                            () -> unknown(section, known, keyNode));
        }
        for (Setting setting : known) {
            if (setting.required() && !seen.contains(setting.key())) {
                report(mapping, section.label() + " needs '" + setting.key() + "': " + setting.description());
            }
        }
    }

    private void unknown(Section section, List<Setting> known, ScalarNode keyNode) {
        String key = keyNode.getValue();
        List<String> words = known.stream().map(Setting::key).toList();
        String remedy = NearestWord.to(key, words)
                .map(word -> " (did you mean '" + word + "'?)")
                .orElseGet(() -> elsewhere(section, key)
                        + (words.isEmpty()
                                ? "; " + section.label() + " has no keys"
                                : "; known: " + String.join(", ", words)));
        report(keyNode, "unknown key '" + key + "'" + remedy);
    }

    private static String elsewhere(Section section, String key) {
        String places = Arrays.stream(Setting.values())
                .filter(setting -> setting.key().equals(key) && setting.section() != section)
                .map(setting -> setting.section() == Section.ROOT
                        ? "at the top"
                        : "under '" + setting.section().path() + "'")
                .distinct()
                .collect(Collectors.joining(" or "));
        return places.isEmpty() ? "" : " here; it belongs " + places;
    }

    private void checkValue(Setting setting, Node value) {
        Section inner = setting.rule().section().orElse(setting.section());
        switch (setting.rule().kind()) {
            case SECTION -> checkSection(setting, inner, value);
            case SECTIONS -> {
                if (value instanceof SequenceNode sequence) {
                    sequence.getValue().forEach(item -> checkSection(setting, inner, item));
                } else {
                    values.wrongType(setting, value);
                }
            }
            default -> values.check(setting, value);
        }
    }

    private void checkSection(Setting setting, Section inner, Node value) {
        if (value instanceof MappingNode mapping) {
            check(inner, mapping);
        } else if (ValueCheck.isEmpty(value)) {
            // "export:" alone means the section with its defaults; a section with required keys names them
            Setting.in(inner).stream()
                    .filter(Setting::required)
                    .forEach(missing ->
                            report(value, inner.label() + " needs '" + missing.key() + "': " + missing.description()));
        } else {
            values.wrongType(setting, value);
        }
    }
}
