package org.mindpress.engine.infer;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * ONNX Runtime's one environment of the process.
 *
 * <p>Version 1.29.0 overflows the stack of 1 MiB that a Java thread has by default, which ends the process without a word, while it
 * starts (1.1 MiB: crash, 1.5 MiB: fine). So it starts, and opens sessions, on a thread with a large stack. Running a session needs
 * little.
 */
final class NativeRuntime {
    private static final long STACK_BYTES = 16L << 20;

    private NativeRuntime() {}

    /** Work that needs a deep native stack. */
    interface Work<T> {
        T run() throws OrtException;
    }

    static OrtEnvironment environment() {
        return Holder.ENVIRONMENT;
    }

    /** Does the work on a thread of its own with a large stack and waits for it; exceptions come through as they are. */
    static <T> T onLargeStack(Work<T> work) throws OrtException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        result.complete(work.run());
                    } catch (Throwable fault) {
                        result.completeExceptionally(fault);
                    }
                },
                "onnxruntime-open",
                STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            return result.join();
        } catch (CompletionException fault) {
            if (fault.getCause() instanceof OrtException cause) {
                throw cause;
            }
            if (fault.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw fault;
        }
    }

    private static OrtEnvironment start() {
        try {
            return onLargeStack(() -> OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR));
        } catch (OrtException fault) {
            throw new InferenceException("ONNX Runtime does not start: " + fault.getMessage(), fault);
        }
    }

    /** Started at first use. The work of {@link #start} lies outside: another thread may not enter a class that this one initialises. */
    private static final class Holder {
        static final OrtEnvironment ENVIRONMENT = start();
    }
}
