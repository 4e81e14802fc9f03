package org.mindpress.processors.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may work on a run. */
@Timeout(60)
final class ClaimsTest {
    @RegisterExtension
    static final EmbeddedBucket BUCKET = new EmbeddedBucket();

    private static final Instant START = Instant.parse("2026-11-25T08:00:00Z");
    private static final ProcessTable ALL_LIVE = (pid, start) -> true;
    private static final ProcessTable NONE_LIVES = (pid, start) -> false;

    private static Claims worker(String host, long pid, ProcessTable processes) {
        return new Claims(BUCKET.store(), new WorkerProcess(host, pid, START), processes, Examples.CLOCK);
    }

    private static Claim taken(Claims claims) throws IOException {
        return claims.claim(Examples.RUN).claim().orElseThrow();
    }

    @Test
    void theFirstToComeHasTheRun() throws IOException {
        assertThat(taken(worker("one", 1, ALL_LIVE)).isLost()).isFalse();
        assertThat(BUCKET.keys()).containsExactly(Examples.RUN.claimsPrefix() + "1.json");
    }

    @Test
    void aLivingProcessOfThisHostIsRespectedHoweverOldItsBeat() throws IOException {
        taken(worker("one", 1, ALL_LIVE)).beat();
        BUCKET.age(Examples.RUN.claimsPrefix() + "1-beat.json", Duration.ofDays(1));
        Claims.Answer answer = worker("one", 2, ALL_LIVE).claim(Examples.RUN);
        assertThat(answer.claim()).isEmpty();
        assertThat(answer.holder()).isEqualTo("process 1 on one");
    }

    @Test
    void aDeadProcessOfThisHostIsTakenOverAtOnce() throws IOException {
        Claim dead = taken(worker("one", 1, ALL_LIVE));
        dead.beat();
        Claim heir = taken(worker("one", 2, NONE_LIVES));
        assertThat(dead.isLost()).isTrue();
        assertThat(heir.isLost()).isFalse();
    }

    @Test
    void anotherHostIsTakenOverWhenItsBeatIsOldByTheServersClock() throws IOException {
        taken(worker("one", 1, ALL_LIVE)).beat();
        Claims other = worker("two", 1, NONE_LIVES);
        assertThat(other.claim(Examples.RUN).holder()).isEqualTo("process 1 on one");
        BUCKET.age(Examples.RUN.claimsPrefix() + "1-beat.json", Claims.EXPIRY.minusSeconds(20));
        assertThat(other.claim(Examples.RUN).claim()).isEmpty();
        BUCKET.age(Examples.RUN.claimsPrefix() + "1-beat.json", Claims.EXPIRY.plusSeconds(2));
        assertThat(other.claim(Examples.RUN).claim()).isPresent();
    }

    @Test
    void aWorkerThatNeverBeatIsAsOldAsItsClaim() throws IOException {
        taken(worker("one", 1, ALL_LIVE));
        Claims other = worker("two", 1, NONE_LIVES);
        assertThat(other.claim(Examples.RUN).claim()).isEmpty();
        BUCKET.age(Examples.RUN.claimsPrefix() + "1.json", Claims.EXPIRY.plusSeconds(2));
        assertThat(other.claim(Examples.RUN).claim()).isPresent();
    }

    @Test
    void aRunThatWasGivenBackIsFree() throws IOException {
        Claim claim = taken(worker("one", 1, ALL_LIVE));
        claim.beat();
        claim.release();
        assertThat(worker("two", 1, ALL_LIVE).claim(Examples.RUN).claim()).isPresent();
    }

    @Test
    void ofManyAtOnceOneWins() throws Exception {
        int workers = 6;
        CyclicBarrier together = new CyclicBarrier(workers);
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            List<Future<Claims.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                Claims claims = worker("host-" + i, i, ALL_LIVE);
                answers.add(threads.submit(() -> {
                    together.await();
                    return claims.claim(Examples.RUN);
                }));
            }
            int winners = 0;
            for (Future<Claims.Answer> answer : answers) {
                Claims.Answer got = answer.get(30, TimeUnit.SECONDS);
                winners += got.claim().isPresent() ? 1 : 0;
                assertThat(got.holder().isEmpty()).isEqualTo(got.claim().isPresent());
            }
            assertThat(winners).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theTenthClaimCountsMoreThanTheNinth() throws IOException {
        for (int i = 1; i <= 10; i++) {
            taken(worker("one", i, NONE_LIVES));
        }
        assertThat(worker("one", 99, ALL_LIVE).claim(Examples.RUN).holder()).isEqualTo("process 10 on one");
    }

    @Test
    void aKeeperBeatsAndGivesBackEvenWhenInterrupted() throws IOException {
        Claims claims = worker("one", 1, ALL_LIVE);
        ClaimKeeper keeper = new ClaimKeeper(taken(claims));
        Thread.currentThread().interrupt();
        keeper.close();
        assertThat(Thread.interrupted()).isTrue();
        Optional<byte[]> beat = BUCKET.store().find(Examples.RUN.claimsPrefix() + "1-beat.json");
        assertThat(Documents.read("beat", beat.orElseThrow(), ClaimBeat.class).released())
                .isTrue();
        assertThat(claims.claim(Examples.RUN).claim()).isPresent();
    }

    @Test
    void processesOfThisMachineAreKnownByTheirStart() {
        WorkerProcess self = WorkerProcess.current("one");
        ProcessTable local = ProcessTable.local();
        assertThat(local.isAlive(self.pid(), self.start())).isTrue();
        assertThat(local.isAlive(self.pid(), self.start().plusSeconds(1)))
                .as("two readings of one start may differ by a second")
                .isTrue();
        assertThat(local.isAlive(self.pid(), self.start().minusSeconds(60))).isFalse();
        assertThat(local.isAlive(Integer.MAX_VALUE, self.start())).isFalse();
    }
}
