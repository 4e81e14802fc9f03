package org.mindpress.routes.http;

import java.util.Locale;

/** What a caller may do; each role may do all that the ones before it may. */
public enum Role {
    /** Looks. */
    VIEWER,
    /** Starts, stops, changes pipelines and schedules. */
    OPERATOR,
    /** Decides what goes to production. */
    APPROVER;

    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** As in documents and on the command line. */
    public String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }
}
