package org.mindpress.routes.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.processors.stage.StageEnd;

/**
 * A run as a trace: one span from its submission to its end, and below it one for each stage that this process worked on. Spans are made when what they
 * tell of is over, so a process that dies leaves none open. They hold names and kinds, never a message, which may quote a path or an address. Nothing here waits
 * for the collector. Thread-safe.
 */
final class RunTraces implements RunListener, AutoCloseable {
    static final AttributeKey<String> RUN = AttributeKey.stringKey("mindpress.run");
    static final AttributeKey<String> PIPELINE = AttributeKey.stringKey("mindpress.pipeline");
    static final AttributeKey<String> STATUS = AttributeKey.stringKey("mindpress.status");
    static final AttributeKey<String> STAGE = AttributeKey.stringKey("mindpress.stage");
    static final AttributeKey<String> END = AttributeKey.stringKey("mindpress.stage.end");
    static final AttributeKey<Boolean> CACHE_HIT = AttributeKey.booleanKey("mindpress.cache.hit");
    /** A name of OpenTelemetry's conventions. */
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private static final String SCOPE = "org.mindpress";
    private static final int PATIENCE_SECONDS = 3;

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final RunIds ids;
    private final Clock clock;
    private final Map<RunReference, ErrorKind> failed = new ConcurrentHashMap<>();

    RunTraces(OpenTelemetrySdk sdk, RunIds ids, Clock clock) {
        this.sdk = sdk;
        this.tracer = sdk.getTracer(SCOPE);
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public void stageFailed(RunReference run, StageName stage, ErrorKind kind) {
        failed.put(run, kind);
    }

    @Override
    public void stageFinished(RunReference run, StageName stage, StageEnd end, Duration took) {
        ErrorKind kind = failed.getOrDefault(run, ErrorKind.INTERNAL);
        failed.remove(run);
        if (end == StageEnd.ADOPTED) {
            return;
        }
        RunIds.Root root = RunIds.Root.of(run);
        Context parent = Context.root()
                .with(Span.wrap(SpanContext.create(
                        root.trace(), root.span(), TraceFlags.getSampled(), TraceState.getDefault())));
        Instant now = clock.instant();
        Span span = named("stage " + stage.spelling(), run)
                .setParent(parent)
                .setStartTimestamp(now.minus(took))
                .setAttribute(STAGE, stage.spelling())
                .setAttribute(END, end.spelling())
                .setAttribute(CACHE_HIT, end == StageEnd.CACHED)
                .startSpan();
        if (end == StageEnd.FAILED) {
            fail(span, kind);
        }
        span.end(now);
    }

    @Override
    public void runFinished(RunReference run, RunOutcome outcome) {
        SpanBuilder building = named("run", run)
                .setNoParent()
                .setStartTimestamp(outcome.submittedAt())
                .setAttribute(STATUS, outcome.status().name());
        Span span = ids.within(RunIds.Root.of(run), building::startSpan);
        if (outcome.status() == RunStatus.ERROR) {
            span.setAttribute(STAGE, outcome.stage());
            fail(span, outcome.errorKind());
        }
        span.end(outcome.finishedAt());
    }

    private SpanBuilder named(String name, RunReference run) {
        return tracer.spanBuilder(name)
                .setAttribute(PIPELINE, run.pipeline())
                .setAttribute(RUN, run.run().text());
    }

    private static void fail(Span span, ErrorKind kind) {
        span.setAttribute(ERROR, kind.name().toLowerCase(Locale.ROOT));
        span.setStatus(StatusCode.ERROR);
    }

    /** Sends what waits, for a few seconds at most; what the collector has not taken by then is lost. */
    @Override
    public void close() {
        sdk.getSdkTracerProvider().shutdown().join(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
