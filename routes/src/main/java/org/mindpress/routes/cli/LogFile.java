package org.mindpress.routes.cli;

import java.nio.file.Path;

/** Where this process logs: a file, never the terminal. Decided before the first logger is made. */
final class LogFile {
    private static final String PROPERTY = "mindpress.log";
    private static final String AUDIT = "mindpress.audit";

    private LogFile() {}

    static void in(Path folder) {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(
                    PROPERTY, folder.toAbsolutePath().resolve("mindpress.log").toString());
        }
        if (System.getProperty(AUDIT) == null) {
            System.setProperty(
                    AUDIT, folder.toAbsolutePath().resolve("audit.jsonl").toString());
        }
    }

    /** One JSON line for each request to the service that may change something or was refused. */
    static String audit() {
        return System.getProperty(AUDIT, "none");
    }

    /** A JSON object a line instead of text. */
    static void asJson() {
        System.setProperty("mindpress.log.format", "json");
    }

    static String current() {
        return System.getProperty(PROPERTY, "none");
    }
}
