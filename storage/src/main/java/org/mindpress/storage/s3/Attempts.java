package org.mindpress.storage.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mindpress.storage.CallLimits;
import org.mindpress.storage.StoreUnavailableException;

/** Time limit and retry around every call of the SDK; thread-safe. */
final class Attempts {
    /** A call of the SDK that hands out a future, or throws before it could be sent. */
    interface AsynchronousCall<T> {
        CompletableFuture<T> start() throws Exception;
    }

    /** One try of an operation; ends in {@link TransientFault} when another try may succeed. */
    interface Try<T> {
        T run() throws IOException;
    }

    private final CallLimits limits;
    private final Faults faults;

    Attempts(CallLimits limits, Faults faults) {
        this.limits = limits;
        this.faults = faults;
    }

    /** Runs an operation until it ends in something else than a transient fault, at most as often as the limits say. */
    <T> T retry(String what, Try<T> operation) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return operation.run();
            } catch (TransientFault fault) {
                if (attempt >= limits.attempts()) {
                    throw new StoreUnavailableException(
                            faults.where() + ": cannot " + what + " in " + attempt + " tries, the last time: "
                                    + fault.getMessage(),
                            fault);
                }
                pause(limits.pauseBefore(attempt + 1));
            }
        }
    }

    /** Waits for one answer, at most so long. */
    <T> T await(String key, Duration limit, AsynchronousCall<T> call) throws IOException {
        try {
            CompletableFuture<T> future = call.start();
            try {
                return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                future.cancel(true);
                throw new TransientFault("no answer within " + limit, e);
            } catch (InterruptedException e) {
                future.cancel(true);
                throw interrupted();
            }
        } catch (TransientFault | InterruptedIOException e) {
            throw e;
        } catch (ExecutionException e) {
            throw faults.translate(e, key);
        } catch (Exception e) {
            throw faults.translate(e, key);
        }
    }

    private static void pause(Duration pause) throws InterruptedIOException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while waiting for the store");
    }
}
