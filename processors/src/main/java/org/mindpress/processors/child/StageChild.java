package org.mindpress.processors.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.InProcessStageRunner;
import org.mindpress.processors.stage.RunExecutor;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.processors.stage.StageProgress;
import org.mindpress.processors.stage.StageStoppedException;
import org.mindpress.processors.stage.StopSignal;
import org.mindpress.processors.stage.WorkerEnvironment;
import org.mindpress.storage.CallLimits;
import org.mindpress.storage.TransferListener;
import org.mindpress.storage.s3.S3ArtifactStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The child's side: does the one thing that its standard input says, and tells on its standard output how it gets on. */
public final class StageChild {
    private static final Logger LOG = LoggerFactory.getLogger(StageChild.class);
    private static final int ORPHANED = 75;

    private final PrintStream out;
    private final StopSignal signals;
    private final Clock clock;
    private final AtomicBoolean asked = new AtomicBoolean();

    private StageChild(PrintStream out, StopSignal signals, Clock clock) {
        this.out = out;
        this.signals = signals;
        this.clock = clock;
    }

    /**
     * Does what the input says and returns; ends the whole process at once when the input ends before that, because then its parent is
     * gone, and with it the permit and perhaps the bucket.
     *
     * @param out where messages go and nothing else should
     * @param signals raised when somebody else than the parent wants it to stop
     */
    public static void run(InputStream in, PrintStream out, StopSignal signals, Clock clock) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        @Nullable String order = orders.readLine();
        if (order == null) {
            throw new IOException("the order of this process is missing on its standard input");
        }
        new StageChild(out, signals, clock).obey(ChildOrder.of(order), orders);
    }

    private void obey(ChildOrder order, BufferedReader orders) {
        Thread ears = new Thread(() -> listen(orders), "orders");
        ears.setDaemon(true);
        ears.start();
        if (order.work().isPresent()) {
            compute(order.work().get());
        } else {
            tell(new ChildMessage.Described(WorkerEnvironment.current()));
        }
    }

    private void listen(BufferedReader orders) {
        try {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                if (line.equals(ChildOrder.STOP)) {
                    asked.set(true);
                }
            }
        } catch (IOException gone) {
            LOG.debug("the parent is not heard any more", gone);
        }
        Runtime.getRuntime().halt(ORPHANED);
    }

    private void compute(ChildOrder.Work work) {
        MDC.put("run", work.run().toString());
        MDC.put("stage", work.stage().spelling());
        AtomicLong read = new AtomicLong();
        AtomicLong written = new AtomicLong();
        TransferListener transfers = new TransferListener() {
            @Override
            public void bytesRead(long count) {
                read.addAndGet(count);
            }

            @Override
            public void bytesWritten(long count) {
                written.addAndGet(count);
            }
        };
        ChildMessage.End end;
        try (S3ArtifactStore bucket = S3ArtifactStore.of(work.store(), CallLimits.DEFAULT, transfers)) {
            end = execute(work.run(), work.stage(), new RunStore(bucket), work.scratch());
        }
        tell(new ChildMessage.Transfers(read.get(), written.get()));
        tell(end);
    }

    private ChildMessage.End execute(RunReference run, StageName stage, RunStore runs, Path scratch) {
        InProcessStageRunner runner = new InProcessStageRunner(runs, WorkerEnvironment.current(), scratch, clock);
        // the parent holds the machine's permit
        RunExecutor executor = new RunExecutor(runs, runner, Optional.empty(), new Relay(), clock);
        try {
            LOG.info("stage {} begins", stage.spelling());
            executor.execute(run, stage, () -> asked.get() || signals.isRaised());
            LOG.info("stage {} is done", stage.spelling());
            return new ChildMessage.Done();
        } catch (StageStoppedException e) {
            LOG.info("stage {} stopped: {}", stage.spelling(), e.getMessage());
            return new ChildMessage.Stopped(e.isCancelled());
        } catch (StageException e) {
            LOG.error("stage {} failed", stage.spelling(), e);
            return new ChildMessage.Failed(e.kind(), String.valueOf(e.getMessage()));
        }
    }

    /** An empty line first: what others printed without an end of line then spoils no message. */
    private synchronized void tell(ChildMessage message) {
        out.print("\n" + message.line() + "\n");
        out.flush();
    }

    /** Passes on what the stage says; how it ends comes with the last message. */
    private final class Relay implements RunListener {
        @Override
        public void progress(RunReference run, StageProgress progress) {
            tell(new ChildMessage.Progress(progress));
        }

        @Override
        public void note(RunReference run, StageName stage, String text) {
            LOG.info("{}", text);
            tell(new ChildMessage.Note(text));
        }
    }
}
