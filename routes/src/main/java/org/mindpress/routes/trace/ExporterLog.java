package org.mindpress.routes.trace;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** What OpenTelemetry says to java.util.logging, which would print it on the terminal, goes into our log: a collector that does not answer, for one. */
final class ExporterLog extends Handler {
    /** Held, as java.util.logging forgets loggers that nobody holds. */
    private static final Logger SOURCE = Logger.getLogger("io.opentelemetry");

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(ExporterLog.class);

    private ExporterLog() {}

    static void toOurs() {
        synchronized (SOURCE) {
            for (Handler handler : SOURCE.getHandlers()) {
                if (handler instanceof ExporterLog) {
                    return;
                }
            }
            SOURCE.setUseParentHandlers(false);
            SOURCE.addHandler(new ExporterLog());
        }
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            String cause =
                    record.getThrown() == null ? "" : ": " + record.getThrown().getMessage();
            LOG.warn("OpenTelemetry: {}{}", record.getMessage(), cause);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
