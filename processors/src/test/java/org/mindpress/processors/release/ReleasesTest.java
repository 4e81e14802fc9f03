package org.mindpress.processors.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mindpress.processors.report.ExampleReports;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.EmbeddedBucket;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.SchemaCheck;

/** From candidate to production and back, on a real bucket. */
@Timeout(60)
final class ReleasesTest {
    @RegisterExtension
    static final EmbeddedBucket BUCKET = new EmbeddedBucket();

    private static final Clock CLOCK = Clock.fixed(PassedRuns.NIGHT.plusMillis(7), ZoneOffset.UTC);
    private static final Decision WISH = new Decision("ada", Optional.empty(), "looks good");
    private static final Decision APPROVED = new Decision("ada", Optional.of("grace"), "two weeks in staging");

    private PassedRuns nights;
    private Releases releases;

    @BeforeEach
    void freshBucket() {
        nights = new PassedRuns(BUCKET.store());
        releases = new Releases(nights.runs(), CLOCK);
    }

    private RunReference candidate(int night) throws Exception {
        RunReference run = nights.passed("nightly", night);
        releases.candidate(run);
        return run;
    }

    private RunReference inProduction(int night) throws Exception {
        RunReference run = candidate(night);
        releases.promote("nightly", Channel.STAGING, Optional.of(run), WISH);
        releases.promote("nightly", Channel.PRODUCTION, Optional.of(run), APPROVED);
        return run;
    }

    private ReleaseRefusal refused(Channel to, Optional<RunReference> run, Decision decision) {
        return catchThrowableOfType(ReleaseRefusal.class, () -> releases.promote("nightly", to, run, decision));
    }

    @Test
    void aRunGoesFromCandidateThroughStagingToProductionAndTheRecordsSayAll() throws Exception {
        RunReference run = candidate(1);
        ReleaseRecord staging = releases.promote("nightly", Channel.STAGING, Optional.empty(), WISH);
        ReleaseRecord production = releases.promote("nightly", Channel.PRODUCTION, Optional.empty(), APPROVED);

        assertThat(staging.reference()).isEqualTo(run);
        assertThat(staging.approvedBy()).isEmpty();
        assertThat(production.number()).isEqualTo(1);
        assertThat(production.action()).isEqualTo(ReleaseAction.PROMOTE);
        assertThat(production.by()).isEqualTo("ada");
        assertThat(production.approvedBy()).containsExactly("grace");
        assertThat(production.why()).isEqualTo("two weeks in staging");
        assertThat(production.at()).isEqualTo(CLOCK.instant());
        assertThat(production.replaces()).isEmpty();
        assertThat(BUCKET.store()
                        .read(
                                production.deployment().key(),
                                production.deployment().sha256()))
                .asString()
                .isEqualTo("model of night 1");
        assertThat(releases.store().current("nightly", Channel.PRODUCTION)).contains(production);
        assertThat(releases.store().pipelines()).containsExactly("nightly");
        assertThat(BUCKET.keys())
                .contains(
                        "releases/nightly/candidate/1.json",
                        "releases/nightly/staging/1.json",
                        "releases/nightly/production/1.json");
        assertThat(SchemaCheck.problems("release-1.json", Documents.write(production)))
                .isEmpty();
    }

    @Test
    void aRollbackAppendsAndNothingIsEverRemoved() throws Exception {
        RunReference first = inProduction(1);
        RunReference second = inProduction(2);
        assertThatThrownBy(() -> releases.rollback("nightly", Channel.PRODUCTION, 1, WISH))
                .isInstanceOf(ReleaseRefusal.class)
                .hasMessageContaining("approval of an approver");
        ReleaseRecord back = releases.rollback("nightly", Channel.PRODUCTION, 1, APPROVED);

        assertThat(back.number()).isEqualTo(3);
        assertThat(back.action()).isEqualTo(ReleaseAction.ROLLBACK);
        assertThat(back.approvedBy()).containsExactly("grace");
        assertThat(back.restores()).containsExactly(1);
        assertThat(back.replaces()).containsExactly(2);
        assertThat(back.reference()).isEqualTo(first);
        assertThat(releases.store().history("nightly", Channel.PRODUCTION).records())
                .extracting(ReleaseRecord::reference)
                .containsExactly(first, second, first);
        assertThat(SchemaCheck.problems("release-1.json", Documents.write(back)))
                .isEmpty();
        assertThat(releases.rollback("nightly", Channel.PRODUCTION, 2, APPROVED).reference())
                .isEqualTo(second);
        assertThatThrownBy(() -> releases.rollback("nightly", Channel.PRODUCTION, 2, APPROVED))
                .isInstanceOf(ReleaseRefusal.class)
                .hasMessageContaining("is in production already");
        assertThatThrownBy(() -> releases.rollback("nightly", Channel.PRODUCTION, 9, APPROVED))
                .isInstanceOf(ReleaseRefusal.class)
                .hasMessageContaining("no release 9 of nightly/production, which has 1 to 4");
    }

    @ParameterizedTest
    @EnumSource(
            value = RunStatus.class,
            names = {"FAILED", "INCONCLUSIVE", "ERROR", "CANCELLED", "UNCHANGED"})
    void whatDidNotPassIsRefusedWithTheReason(RunStatus status) throws Exception {
        RunReference run = nights.run("nightly", 1, new PassedRuns.Kind(status, 10, 1, ExampleReports.full("net")));
        assertThatThrownBy(() -> releases.candidate(run))
                .isInstanceOf(ReleaseRefusal.class)
                .hasMessageContaining("ended " + status)
                .hasMessageContaining("as the test wants it");
        assertThat(BUCKET.keys()).noneMatch(key -> key.startsWith("releases/"));
    }

    @Test
    void whatIsNotOverIsRefused() throws Exception {
        RunReference run =
                nights.verified("nightly", 1, new PassedRuns.Kind(RunStatus.PASSED, 10, 1, ExampleReports.full("net")));
        assertThatThrownBy(() -> releases.candidate(run)).hasMessageContaining("is not over");
    }

    @Test
    void aChannelTakesOnlyFromTheOneBeforeIt() throws Exception {
        assertThat(refused(Channel.STAGING, Optional.empty(), WISH)).hasMessageContaining("nothing in candidate");
        RunReference first = candidate(1);
        assertThat(refused(Channel.PRODUCTION, Optional.of(first), APPROVED))
                .hasMessageContaining("nothing in staging");
        RunReference second = candidate(2);
        RunReference never = nights.passed("nightly", 3);
        assertThat(refused(Channel.STAGING, Optional.of(never), WISH)).hasMessageContaining("never became candidate");
        releases.promote("nightly", Channel.STAGING, Optional.of(first), WISH);
        assertThat(refused(Channel.PRODUCTION, Optional.of(second), APPROVED))
                .hasMessageContaining("is not in staging, which holds run " + first.run());
        assertThat(refused(Channel.CANDIDATE, Optional.of(first), WISH)).hasMessageContaining("by passing");
        assertThat(refused(Channel.STAGING, Optional.of(first), WISH)).hasMessageContaining("is in staging already");
    }

    @Test
    void productionNeedsAnApprover() throws Exception {
        candidate(1);
        releases.promote("nightly", Channel.STAGING, Optional.empty(), WISH);
        assertThat(refused(Channel.PRODUCTION, Optional.empty(), WISH).kind()).isEqualTo(ReleaseRefusal.Kind.APPROVAL);
        assertThat(releases.store().current("nightly", Channel.PRODUCTION)).isEmpty();
    }

    @Test
    void aDamagedOrMissingArtifactIsNotReleased() throws Exception {
        RunReference run = candidate(1);
        String key = run.prefix() + "stages/06-export/attempt/verification.mindir";
        BUCKET.store().put(key, new byte[] {2});
        assertThat(refused(Channel.STAGING, Optional.of(run), WISH)).hasMessageContaining(key);
        BUCKET.store().delete(List.of(key));
        assertThat(refused(Channel.STAGING, Optional.of(run), WISH)).hasMessageContaining(key + " is missing");
    }

    @Test
    void aRunBecomesCandidateOnceHoweverOftenItsEndIsHeard() throws Exception {
        RunReference first = candidate(1);
        RunReference second = candidate(2);
        releases.rollback("nightly", Channel.CANDIDATE, 1, WISH);
        CandidatePromotion promotion = new CandidatePromotion(nights.runs(), releases);
        promotion.runFinished(second, nights.runs().outcome(second).orElseThrow());
        promotion.runFinished(first, nights.runs().outcome(first).orElseThrow());
        assertThat(promotion.catchUp("nightly")).isEmpty();
        assertThat(releases.store().history("nightly", Channel.CANDIDATE).records())
                .hasSize(3);
    }

    @Test
    void aRunWhoseProcessDiedBehindItsOutcomeIsCaughtUpWith() throws Exception {
        candidate(1);
        RunReference lost = nights.passed("nightly", 2);
        nights.run("nightly", 3, new PassedRuns.Kind(RunStatus.FAILED, 50, 1, ExampleReports.full("net")));
        CandidatePromotion promotion = new CandidatePromotion(nights.runs(), releases);
        assertThat(promotion.catchUp("nightly").map(ReleaseRecord::reference)).contains(lost);
        promotion.catchUpAll();
        assertThat(releases.store().history("nightly", Channel.CANDIDATE).records())
                .hasSize(2);
    }

    /** All decide on the same state: one wins each round, every other is told by whom. */
    @Test
    void ofManyPromotersAtOnceExactlyOneWins() throws Exception {
        int promoters = 4;
        List<RunReference> runs = new ArrayList<>();
        for (int i = 0; i < promoters; i++) {
            runs.add(candidate(i + 1));
        }
        CyclicBarrier start = new CyclicBarrier(promoters);
        ExecutorService threads = Executors.newFixedThreadPool(promoters);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < promoters; i++) {
                int promoter = i;
                answers.add(threads.submit(() -> {
                    // the store of each promoter stands still behind its look at the channel until all have looked
                    Releases own = new Releases(nights.runs(), new MeetingClock(start));
                    try {
                        ReleaseRecord record = own.promote(
                                "nightly",
                                Channel.STAGING,
                                Optional.of(runs.get(promoter)),
                                new Decision("promoter " + promoter, Optional.empty(), "mine"));
                        return "won " + record.by();
                    } catch (ReleaseRefusal e) {
                        return e.kind() + " " + e.getMessage();
                    }
                }));
            }
            List<String> said = new ArrayList<>();
            for (Future<String> answer : answers) {
                said.add(answer.get());
            }
            ReleaseRecord winner =
                    releases.store().current("nightly", Channel.STAGING).orElseThrow();
            assertThat(releases.store().history("nightly", Channel.STAGING).records())
                    .containsExactly(winner);
            assertThat(Collections.frequency(said, "won " + winner.by())).isEqualTo(1);
            assertThat(said.stream().filter(text -> text.startsWith("RACE")))
                    .hasSize(promoters - 1)
                    .allMatch(text -> text.contains("nightly/staging 1 is run " + winner.run() + " by " + winner.by()));
        } finally {
            threads.shutdownNow();
        }
    }

    /** Nobody is refused as a candidate because others are promoted, too. */
    @Test
    void runsThatPassAtOnceAllBecomeCandidates() throws Exception {
        int count = 4;
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<ReleaseRecord>> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                RunReference run = nights.passed("nightly", i + 1);
                answers.add(threads.submit(() -> releases.candidate(run)));
                answers.add(threads.submit(() -> releases.candidate(run)));
            }
            for (Future<ReleaseRecord> answer : answers) {
                answer.get();
            }
        } finally {
            threads.shutdownNow();
        }
        List<ReleaseRecord> records =
                releases.store().history("nightly", Channel.CANDIDATE).records();
        assertThat(records.stream().map(ReleaseRecord::run).distinct()).hasSize(count);
    }

    @Test
    void aPipelineWithoutReleasesHasNone() throws IOException {
        assertThat(releases.store().pipelines()).isEmpty();
        assertThat(releases.store().current("nightly", Channel.PRODUCTION)).isEmpty();
    }

    @Test
    void aDecisionNeedsAReason() {
        assertThatThrownBy(() -> new Decision("ada", Optional.empty(), " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'why'");
    }

    /** Asked for the time, it waits until all promoters were asked: then every one has read the channel and none has written. */
    private static final class MeetingClock extends Clock {
        private final CyclicBarrier all;

        MeetingClock(CyclicBarrier all) {
            this.all = all;
        }

        @Override
        public java.time.Instant instant() {
            try {
                all.await();
            } catch (Exception e) {
                throw new IllegalStateException("the promoters did not meet", e);
            }
            return CLOCK.instant();
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            throw new UnsupportedOperationException("tests know UTC only");
        }
    }
}
