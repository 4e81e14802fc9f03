package org.mindpress.routes.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunQueueTest {

    /** Records the order of work and how many runs of one pipeline were open at once. */
    private static final class Recorder implements QueuedWork {
        private final List<String> worked = new CopyOnWriteArrayList<>();
        private final List<String> fired = new CopyOnWriteArrayList<>();
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger mostOpen = new AtomicInteger();
        private final CountDownLatch done;
        private final CountDownLatch gate;

        Recorder(int expected, int closedGate) {
            done = new CountDownLatch(expected);
            gate = new CountDownLatch(closedGate);
        }

        @Override
        public void work(String pipeline, String runId) {
            mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
            try {
                gate.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            worked.add(runId);
            open.decrementAndGet();
            done.countDown();
        }

        @Override
        public void fire(String pipeline) {
            fired.add(pipeline);
            done.countDown();
        }
    }

    @Test
    void runsOfOnePipelineFollowEachOtherInOrder() throws InterruptedException {
        Recorder recorder = new Recorder(4, 1);
        try (RunQueue queue = RunQueue.transientQueue(3, recorder)) {
            for (int i = 0; i < 4; i++) {
                queue.enqueue("nightly", "run-" + i);
                queue.enqueue("nightly", "run-3");
            }
            recorder.gate.countDown();
            assertThat(recorder.done.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(recorder.worked).containsExactlyInAnyOrder("run-0", "run-1", "run-2", "run-3");
        assertThat(recorder.mostOpen).hasValue(1);
    }

    /** Work that has found its end, but has not returned, hears of nothing any more. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunThatIsAddedWhileItIsWorkedOnIsWorkedOnOnceMore(boolean durable, @TempDir Path folder) throws Exception {
        CountDownLatch twice = new CountDownLatch(2);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger works = new AtomicInteger();
        QueuedWork work = new QueuedWork() {
            @Override
            public void work(String pipeline, String runId) {
                works.incrementAndGet();
                begun.countDown();
                try {
                    gate.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
                twice.countDown();
            }

            @Override
            public void fire(String pipeline) {}
        };
        try (RunQueue queue = durable ? RunQueue.durable(folder, 2, work) : RunQueue.transientQueue(2, work)) {
            queue.enqueue("nightly", "run");
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            queue.ensure("nightly", "run");
            for (int i = 0; i < 3; i++) {
                queue.enqueue("nightly", "run");
            }
            assertThat(queue.length()).isEqualTo(1);
            gate.countDown();
            assertThat(twice.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(works).hasValue(2);
    }

    @Test
    void aRunThatWaitedWhenTheProcessStoppedIsWorkedAfterTheNextStart(@TempDir Path folder)
            throws InterruptedException {
        try (RunQueue queue = RunQueue.durable(folder, 1, new Recorder(0, 0))) {
            queue.standby();
            queue.enqueue("nightly", "left-over");
        }
        Recorder recorder = new Recorder(1, 0);
        try (RunQueue queue = RunQueue.durable(folder, 1, recorder)) {
            assertThat(recorder.done.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(queue.length()).isLessThanOrEqualTo(1);
        }
        assertThat(recorder.worked).containsExactly("left-over");
    }

    @Test
    void aTimeThatComesOrCameIsToldOnceAndCanBeReplacedAndForgotten(@TempDir Path folder) throws InterruptedException {
        Instant far = Instant.now().plus(Duration.ofDays(400));
        try (RunQueue queue = RunQueue.durable(folder, 1, new Recorder(0, 0))) {
            queue.standby();
            queue.wake("overdue", Optional.of(Instant.EPOCH));
            queue.wake("forgotten", Optional.of(Instant.EPOCH));
            queue.wake("forgotten", Optional.empty());
            queue.wake("put off", Optional.of(Instant.EPOCH));
            queue.wake("put off", Optional.of(far));
        }
        Recorder recorder = new Recorder(2, 0);
        try (RunQueue queue = RunQueue.durable(folder, 1, recorder)) {
            queue.wake("now", Optional.of(Instant.now()));
            assertThat(recorder.done.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(recorder.fired).containsExactlyInAnyOrder("overdue", "now");
    }
}
