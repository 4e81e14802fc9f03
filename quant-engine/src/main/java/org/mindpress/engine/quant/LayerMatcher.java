package org.mindpress.engine.quant;

import java.util.regex.Pattern;

/** Which layers a policy rule speaks of. */
public sealed interface LayerMatcher {

    boolean matches(QuantizationGroup group);

    /** How the rule reads in a pipeline file. */
    String describe();

    /**
     * Layer names by pattern: {@code *} stands for any characters within one path element, {@code **} also across dots, {@code ?} for one
     * character.
     */
    record Glob(String pattern) implements LayerMatcher {
        @Override
        public boolean matches(QuantizationGroup group) {
            StringBuilder regex = new StringBuilder();
            for (int i = 0; i < pattern.length(); i++) {
                char c = pattern.charAt(i);
                if (c == '*' && i + 1 < pattern.length() && pattern.charAt(i + 1) == '*') {
                    regex.append(".*");
                    i++;
                } else if (c == '*') {
                    regex.append("[^.]*");
                } else if (c == '?') {
                    regex.append("[^.]");
                } else {
                    regex.append(Pattern.quote(String.valueOf(c)));
                }
            }
            return Pattern.matches(regex.toString(), group.layer());
        }

        @Override
        public String describe() {
            return "layers: " + pattern;
        }
    }

    /** All layers of one kind. */
    record Type(GroupKind kind) implements LayerMatcher {
        @Override
        public boolean matches(QuantizationGroup group) {
            return group.kind() == kind;
        }

        @Override
        public String describe() {
            return "type: " + kind.spelling();
        }
    }

    /** All layers in one structural role. */
    record Structure(Block block) implements LayerMatcher {
        @Override
        public boolean matches(QuantizationGroup group) {
            return group.blocks().contains(block);
        }

        @Override
        public String describe() {
            return "block: " + block.spelling();
        }
    }
}
