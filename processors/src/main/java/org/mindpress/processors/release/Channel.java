package org.mindpress.processors.release;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The three places that a model of a pipeline can hold, in the order in which it comes to them. */
public enum Channel {
    /** The newest run that passed; nobody has looked at it. */
    CANDIDATE,
    /** Chosen for trial. */
    STAGING,
    /** What devices fetch. */
    PRODUCTION;

    /** The one spelling in keys, commands and messages. */
    public String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The channel of that spelling. */
    public static Optional<Channel> of(String spelling) {
        return Arrays.stream(values())
                .filter(channel -> channel.spelling().equals(spelling))
                .findFirst();
    }

    /** All spellings in order, for messages. */
    public static List<String> spellings() {
        return Arrays.stream(values()).map(Channel::spelling).toList();
    }

    /** Where a promotion to this channel takes from; empty for candidates, which runs become by passing. */
    public Optional<Channel> source() {
        return switch (this) {
            case CANDIDATE -> Optional.empty();
            case STAGING -> Optional.of(CANDIDATE);
            case PRODUCTION -> Optional.of(STAGING);
        };
    }
}
