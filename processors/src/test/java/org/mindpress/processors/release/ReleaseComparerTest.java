package org.mindpress.processors.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mindpress.engine.evaluate.PairedComparison;
import org.mindpress.processors.report.ExampleReports;
import org.mindpress.processors.report.Report;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.EmbeddedBucket;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.SchemaCheck;

/** A run beside production. */
@Timeout(60)
final class ReleaseComparerTest {
    @RegisterExtension
    static final EmbeddedBucket BUCKET = new EmbeddedBucket();

    private static final Clock CLOCK = Clock.fixed(PassedRuns.NIGHT, ZoneOffset.UTC);

    private PassedRuns nights;
    private RunReference held;

    @BeforeEach
    void inProduction() throws Exception {
        nights = new PassedRuns(BUCKET.store());
        held = nights.passed("nightly", 1);
        Releases releases = new Releases(nights.runs(), CLOCK);
        releases.candidate(held);
        Decision decision = new Decision("ada", Optional.of("grace"), "good");
        releases.promote("nightly", Channel.STAGING, Optional.empty(), decision);
        releases.promote("nightly", Channel.PRODUCTION, Optional.empty(), decision);
    }

    private ReleaseComparison compared(int wrong, long testSeed, Report report) throws Exception {
        RunReference run = nights.run("nightly", 2, new PassedRuns.Kind(RunStatus.PASSED, wrong, testSeed, report));
        return new ReleaseComparer(nights.runs()).withProduction(run).orElseThrow();
    }

    @Test
    void accuraciesAreComparedImageByImage() throws Exception {
        ReleaseComparison comparison = compared(14, 1, ExampleReports.full("net"));

        ReleaseComparison.Paired paired = comparison.accuracy().get(0);
        assertThat(paired.images()).isEqualTo(PassedRuns.IMAGES);
        assertThat(paired.rightBefore()).isEqualTo(PassedRuns.IMAGES - 10);
        assertThat(paired.rightAfter()).isEqualTo(PassedRuns.IMAGES - 14);
        assertThat(paired.lost()).isEqualTo(4);
        assertThat(paired.gained()).isZero();
        assertThat(paired.dropPoints()).isCloseTo(2.0, within(1e-12));
        assertThat(paired.highPoints())
                .isEqualTo(100
                        * new PairedComparison(4, 0, PassedRuns.IMAGES)
                                .interval()
                                .high());
        assertThat(comparison.production()).isEqualTo(1);
        assertThat(comparison.before()).isEqualTo(held.run().text());
        assertThat(comparison.sizes()).hasSize(4);
        assertThat(comparison.latencies())
                .hasSize(4)
                .allMatch(each -> each.beforeMillis().equals(each.afterMillis()));
        assertThat(comparison.layers())
                .isNotEmpty()
                .allMatch(layer -> layer.before().equals(layer.after()));
        assertThat(SchemaCheck.problems("release-comparison-1.json", Documents.write(comparison)))
                .isEmpty();
        assertThat(String.join("\n", ComparisonText.lines(comparison)))
                .contains("accuracy: 95.00 % in production, 93.00 % in this run: lost 2.00 points")
                .contains("on the same 200 images (4 lost, 0 gained")
                .contains("bytes, deployment")
                .contains("+0.0 %")
                .contains("dB, body.0.conv");
    }

    @Test
    void onOtherTestImagesNoAccuracyIsComparedAndTheRestIs() throws Exception {
        ReleaseComparison comparison = compared(14, 2, ExampleReports.full("net"));
        assertThat(comparison.accuracy()).isEmpty();
        assertThat(comparison.notComparable()).contains("tested on different images");
        assertThat(comparison.sizes()).hasSize(4);
        assertThat(ComparisonText.lines(comparison)).anyMatch(line -> line.startsWith("accuracy: not comparable"));
        assertThat(SchemaCheck.problems("release-comparison-1.json", Documents.write(comparison)))
                .isEmpty();
    }

    @Test
    void whatOnlyOneHasIsAbsentOnTheOtherSide() throws Exception {
        ReleaseComparison comparison = compared(10, 1, ExampleReports.minimal());
        assertThat(comparison.layers())
                .isNotEmpty()
                .allMatch(layer -> layer.after().isEmpty());
        assertThat(comparison.sizes()).allMatch(size -> size.after().isEmpty());
        assertThat(ComparisonText.lines(comparison)).anyMatch(line -> line.matches(".*bytes, deployment +318,088 +-"));
    }

    @Test
    void whatIsGoneMakesAccuraciesIncomparableNotAFault() throws Exception {
        BUCKET.store().delete(List.of(held.prefix() + "stages/01-fetch/attempt/test.images"));
        assertThat(compared(10, 1, ExampleReports.full("net")).notComparable()).contains("test images are gone");
    }

    @Test
    void withoutProductionThereIsNothingToCompareWith() throws Exception {
        RunReference other = nights.passed("other", 1);
        assertThat(new ReleaseComparer(nights.runs()).withProduction(other)).isEmpty();
    }
}
