package org.mindpress.routes.cli;

import java.nio.file.Path;

/** Where this process logs: a file, never the terminal. Decided before the first logger is made. */
final class LogFile {
    private static final String PROPERTY = "mindpress.log";

    private LogFile() {}

    static void in(Path folder) {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(
                    PROPERTY, folder.toAbsolutePath().resolve("mindpress.log").toString());
        }
    }

    static String current() {
        return System.getProperty(PROPERTY, "none");
    }
}
