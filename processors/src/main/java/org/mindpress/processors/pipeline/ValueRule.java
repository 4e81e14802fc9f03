package org.mindpress.processors.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which values a setting takes.
 *
 * @param kind form of the value
 * @param least smallest number, for numbers
 * @param most largest number, for numbers
 * @param choices the words, for {@link Kind#CHOICE}
 * @param section the mapping, for {@link Kind#SECTION} and {@link Kind#SECTIONS}
 */
record ValueRule(Kind kind, double least, double most, List<String> choices, Optional<Section> section) {

    /** Forms of values. */
    enum Kind {
        NAME("a name of lower-case letters, digits and dashes"),
        TEXT("a text"),
        TEXTS("a list of texts"),
        URI("bucket:<key> or file:<path>"),
        WHOLE("a whole number"),
        WHOLE_OR_ALL("a whole number or 'all'"),
        DECIMAL("a number"),
        DECIMALS("a list of numbers"),
        SWITCH("true or false"),
        CHOICE("one of the known words"),
        MOMENT("a moment with its unit, such as '100 steps', '2 epochs' or '30%'"),
        SECTION("a mapping of keys"),
        SECTIONS("a list of mappings");

        private final String expectation;

        Kind(String expectation) {
            this.expectation = expectation;
        }

        /** What a message says was expected. */
        String expectation() {
            return expectation;
        }
    }

    ValueRule {
        choices = List.copyOf(choices);
    }

    static ValueRule value(Kind kind) {
        return new ValueRule(kind, 0, 0, List.of(), Optional.empty());
    }

    static ValueRule whole(double least, double most) {
        return new ValueRule(Kind.WHOLE, least, most, List.of(), Optional.empty());
    }

    static ValueRule wholeOrAll(double least, double most) {
        return new ValueRule(Kind.WHOLE_OR_ALL, least, most, List.of(), Optional.empty());
    }

    static ValueRule decimal(double least, double most) {
        return new ValueRule(Kind.DECIMAL, least, most, List.of(), Optional.empty());
    }

    static ValueRule choice(String... choices) {
        return new ValueRule(Kind.CHOICE, 0, 0, Arrays.asList(choices), Optional.empty());
    }

    static ValueRule mapping(Section section) {
        return new ValueRule(Kind.SECTION, 0, 0, List.of(), Optional.of(section));
    }

    static ValueRule mappings(Section section) {
        return new ValueRule(Kind.SECTIONS, 0, 0, List.of(), Optional.of(section));
    }
}
