package org.mindpress.routes.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and SIGTERM as a wish to stop: the first one asks, a second one ends the process at once. Thread-safe.
 *
 * <p>By reflection on {@code sun.misc.Signal}, which the compiler warns of: a shutdown hook would run beside the hooks of native
 * libraries, which take themselves away from under the stage that is about to write its checkpoint.
 */
final class StopRequest {
    private final AtomicReference<@Nullable ExitCode> requested = new AtomicReference<>();
    private final CountDownLatch raised = new CountDownLatch(1);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Listens to the signals from now on. */
    static StopRequest ofProcess() {
        StopRequest stop = new StopRequest();
        try {
            stop.handle("INT", ExitCode.INTERRUPTED);
            stop.handle("TERM", ExitCode.TERMINATED);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop.raise(ExitCode.INTERRUPTED), "stop"));
        }
        return stop;
    }

    private void handle(String name, ExitCode exit) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        InvocationHandler raise = (proxy, method, arguments) -> {
            if (!method.getName().equals("handle")) {
                return method.getName().equals("hashCode") ? (Object) 0 : "stop";
            }
            if (!raise(exit)) {
                Runtime.getRuntime().halt(exit.code());
            }
            return Optional.empty().orElse(null);
        };
        Object instance = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler)
                .invoke(
                        null,
                        instance,
                        Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, raise));
    }

    /** Asks to stop; false when somebody has asked before. */
    boolean raise(ExitCode exit) {
        boolean first = requested.compareAndSet(null, exit);
        if (first) {
            raised.countDown();
            listeners.forEach(Runnable::run);
        }
        return first;
    }

    /** How the process shall end, once somebody has asked. */
    Optional<ExitCode> requested() {
        return Optional.ofNullable(requested.get());
    }

    /** Waits that long at most; true when somebody has asked. */
    boolean await(Duration time) throws InterruptedException {
        return raised.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Calls when somebody asks; at once when somebody has. */
    void whenRaised(Runnable listener) {
        listeners.add(listener);
        if (requested().isPresent()) {
            listener.run();
        }
    }
}
