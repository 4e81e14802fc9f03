package org.mindpress.processors.release;

import java.util.Optional;

/**
 * Who wants a release and why.
 *
 * @param by who asks
 * @param approver who approves, if an approver does; that it is one was checked by the caller
 * @param why in one sentence or a few
 */
public record Decision(String by, Optional<String> approver, String why) {
    private static final int LONGEST = 2000;

    public Decision {
        require("by", by);
        approver.ifPresent(name -> require("approver", name));
        require("why", why);
    }

    private static void require(String what, String text) {
        if (text.isBlank() || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a release needs '" + what + "', 1 to " + LONGEST + " characters, found " + text.length());
        }
    }
}
