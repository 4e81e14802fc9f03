package org.mindpress.engine.conformance;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how long a net took in a reader, so that a run that comes near its limit shows where the time goes. */
final class Stopwatch {
    private static final Logger LOG = LoggerFactory.getLogger(Stopwatch.class);

    private final ConformanceNet net;
    private final String reader;
    private final long started = System.nanoTime();

    private Stopwatch(ConformanceNet net, String reader) {
        this.net = net;
        this.reader = reader;
    }

    static Stopwatch started(ConformanceNet net, String reader) {
        return new Stopwatch(net, reader);
    }

    /** One line: {@code conformance: net, reader, seconds}. */
    void report() {
        LOG.info("conformance: {}, {}, {} s", net.title(), reader, (System.nanoTime() - started) / 1_000_000_000L);
    }
}
