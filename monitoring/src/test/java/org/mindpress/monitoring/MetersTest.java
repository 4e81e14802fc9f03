package org.mindpress.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MetersTest {
    /** These count things, which have no unit. */
    private static final Set<Meters> COUNTS =
            EnumSet.of(Meters.RUNS, Meters.PARITY_MISMATCHES, Meters.QUEUE_LENGTH, Meters.LISTENING);

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void everyMeterIsDescribedAndHasItsUnit(Meters meter) {
        assertThat(meter.description())
                .hasSizeGreaterThan(15)
                .doesNotEndWith(".")
                .matches("[A-Z].*");
        assertThat(meter.meterName()).matches("mindpress(\\.[a-z]+)+");
        if (COUNTS.contains(meter)) {
            assertThat(meter.unit()).isEmpty();
        } else {
            assertThat(meter.unit()).isIn("seconds", "bytes", "ratio", "points", "decibels");
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void noTagCanTakeManyValues(Meters meter) {
        assertThat(meter.tags())
                .doesNotHaveDuplicates()
                .isSubsetOf(
                        "pipeline",
                        "stage",
                        "outcome",
                        "variant",
                        "bound",
                        "file",
                        "folder",
                        "model",
                        "threads",
                        "percentile");
    }

    @Test
    void noSeriesIsDeclaredTwice() {
        List<String> series = Arrays.stream(Meters.values())
                .flatMap(meter -> meter.series().stream())
                .toList();
        assertThat(series).doesNotHaveDuplicates();
    }

    @Test
    void seriesAreNamedAsPrometheusSeesThem() {
        assertThat(Meters.STAGE.series())
                .containsExactly(
                        "mindpress_stage_seconds_count", "mindpress_stage_seconds_sum", "mindpress_stage_seconds_max");
        assertThat(Meters.STORE_READ.series()).containsExactly("mindpress_store_read_bytes_total");
        assertThat(Meters.QUEUE_LENGTH.series()).containsExactly("mindpress_queue_length");
    }
}
