package org.mindpress.routes.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NightlyScheduleTest {
    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource({
        "'* * * * * ?', 2026-11-26T10:00:00.500Z, 2026-11-26T10:00:00Z",
        "'0 0 2 * * ?', 2026-11-26T01:59:59Z, 2026-11-25T02:00:00Z",
        "'0 0 2 * * ?', 2026-11-26T02:00:00Z, 2026-11-26T02:00:00Z",
        "'0 0 2 ? * MON', 2026-11-26T10:00:00Z, 2026-11-23T02:00:00Z",
        "'0 0 2 1 1 ?', 2026-11-26T10:00:00Z, 2026-01-01T02:00:00Z"
    })
    void theNewestTimeAtWhichARunIsWanted(String cron, Instant now, Instant due) {
        assertThat(new NightlySchedule(cron, ZoneOffset.UTC).newestDue(now)).contains(due);
    }

    @Test
    void hoursAreMeantInTheZone() {
        NightlySchedule schedule = new NightlySchedule("0 30 2 * * ?", ZoneId.of("Europe/Berlin"));
        assertThat(schedule.newestDue(Instant.parse("2026-11-26T10:00:00Z")))
                .contains(Instant.parse("2026-11-26T01:30:00Z"));
        assertThat(schedule.newestDue(Instant.parse("2026-07-26T10:00:00Z")))
                .contains(Instant.parse("2026-07-26T00:30:00Z"));
    }

    @Test
    void aScheduleThatIsOverIsNeverDue() {
        assertThat(new NightlySchedule("0 0 2 1 1 ? 2020", ZoneOffset.UTC)
                        .newestDue(Instant.parse("2026-11-26T10:00:00Z")))
                .isEmpty();
    }

    @Test
    void whatIsNoCronExpressionIsRefused() {
        assertThatThrownBy(() -> new NightlySchedule("every night", ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("every night");
    }
}
