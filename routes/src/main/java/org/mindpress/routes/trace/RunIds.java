package org.mindpress.routes.trace;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.mindpress.processors.run.RunReference;
import org.mindpress.storage.Sha256;

/**
 * Ids of traces. That of a run, and that of its own span, come from its name alone: several processes that work on one run after each other tell one trace,
 * and whoever knows the run finds the trace. Thread-safe.
 */
final class RunIds implements IdGenerator {
    private static final int TRACE_DIGITS = 32;
    private static final int SPAN_DIGITS = 16;

    private static final ThreadLocal<Root> ROOT = new ThreadLocal<>();

    /**
     * Ids of a run.
     *
     * @param trace 32 hexadecimal digits
     * @param span 16 more
     */
    record Root(String trace, String span) {
        static Root of(RunReference run) {
            String digest = Sha256.of(run.toString().getBytes(StandardCharsets.UTF_8));
            return new Root(
                    digest.substring(0, TRACE_DIGITS), digest.substring(TRACE_DIGITS, TRACE_DIGITS + SPAN_DIGITS));
        }
    }

    /** Does something in which the next span without a parent is that of a run. */
    <T> T within(Root ids, Supplier<T> work) {
        ROOT.set(ids);
        try {
            return work.get();
        } finally {
            ROOT.remove();
        }
    }

    @Override
    public String generateTraceId() {
        Root ids = ROOT.get();
        return ids == null ? IdGenerator.random().generateTraceId() : ids.trace();
    }

    @Override
    public String generateSpanId() {
        Root ids = ROOT.get();
        return ids == null ? IdGenerator.random().generateSpanId() : ids.span();
    }
}
