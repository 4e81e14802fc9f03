package org.mindpress.routes.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(new NightlySchedule(cron, ZoneOffset.UTC).due(Instant.MIN, now, 1))
                .containsExactly(due);
    }

    @Test
    void hoursAreMeantInTheZone() {
        NightlySchedule schedule = new NightlySchedule("0 30 2 * * ?", ZoneId.of("Europe/Berlin"));
        assertThat(schedule.due(Instant.MIN, Instant.parse("2026-11-26T10:00:00Z"), 1))
                .containsExactly(Instant.parse("2026-11-26T01:30:00Z"));
        assertThat(schedule.due(Instant.MIN, Instant.parse("2026-07-26T10:00:00Z"), 1))
                .containsExactly(Instant.parse("2026-07-26T00:30:00Z"));
    }

    @Test
    void aScheduleThatIsOverIsNeverDue() {
        assertThat(new NightlySchedule("0 0 2 1 1 ? 2020", ZoneOffset.UTC)
                        .due(Instant.MIN, Instant.parse("2026-11-26T10:00:00Z"), 1))
                .isEmpty();
    }

    @Test
    void whatIsNoCronExpressionIsRefused() {
        assertThatThrownBy(() -> new NightlySchedule("every night", ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("every night");
    }

    /** Spring leaps from 2:00 to 3:00 (Berlin 29 March, New York 8 March 2026), autumn shows an hour twice (25 October, 1 November). */
    @ParameterizedTest(name = "{0} in {1} after {2}")
    @CsvSource({
        "'0 30 2 * * ?', Europe/Berlin, 2026-03-28T12:00:00Z, 2026-03-29T01:30:00Z",
        "'0 0 2 * * ?', Europe/Berlin, 2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z",
        "'0 30 2 * * ?', Europe/Berlin, 2026-03-29T01:30:00Z, 2026-03-30T00:30:00Z",
        "'0 30 2 * * ?', Europe/Berlin, 2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z",
        "'0 30 2 * * ?', Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
        "'0 30 2 * * ?', America/New_York, 2026-03-07T12:00:00Z, 2026-03-08T07:30:00Z",
        "'0 30 1 * * ?', America/New_York, 2026-10-31T12:00:00Z, 2026-11-01T05:30:00Z",
        "'0 30 1 * * ?', America/New_York, 2026-11-01T05:30:00Z, 2026-11-02T06:30:00Z",
        "'0 0 2 * * ?', Pacific/Apia, 2011-12-29T12:30:00Z, 2011-12-30T12:00:00Z"
    })
    void aNightHasItsRunAndOneRunWhateverTheClockDoes(String cron, String zone, Instant after, Instant next) {
        assertThat(new NightlySchedule(cron, ZoneId.of(zone)).next(after)).contains(next);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kolkata"})
    void everyDayOfTenYearsHasExactlyOneTime(String name) {
        ZoneId zone = ZoneId.of(name);
        for (String cron : List.of("0 30 2 * * ?", "0 0 2 * * ?", "0 30 1 * * ?", "0 15 0 * * ?")) {
            NightlySchedule schedule = new NightlySchedule(cron, zone);
            List<Instant> times = schedule.next(Instant.parse("2026-01-01T00:00:00Z"), 3650);

            assertThat(times).isSorted().doesNotHaveDuplicates();
            List<LocalDate> days =
                    times.stream().map(time -> LocalDate.ofInstant(time, zone)).toList();
            for (int i = 1; i < days.size(); i++) {
                assertThat(days.get(i)).isEqualTo(days.get(i - 1).plusDays(1));
            }
        }
    }

    /** However the span is cut, the same times are due, in each case after what was due before. */
    @Test
    void whatIsDueDoesNotDependOnHowOftenOneAsks() {
        NightlySchedule schedule = new NightlySchedule("0 20/30 * * * ?", ZoneId.of("Europe/Berlin"));
        Instant begin = Instant.parse("2026-10-24T20:00:00Z");
        Instant end = Instant.parse("2026-10-25T08:00:00Z");
        List<Instant> whole = schedule.due(begin, end, 1000);
        List<Instant> cut = new ArrayList<>();
        for (Instant at = begin; at.isBefore(end); at = at.plusSeconds(420)) {
            Instant until = at.plusSeconds(420);
            cut.addAll(schedule.due(at, until.isBefore(end) ? until : end, 1000));
        }
        assertThat(cut).isEqualTo(whole).isSorted().doesNotHaveDuplicates();
        assertThat(schedule.due(begin, end, 3)).isEqualTo(whole.subList(whole.size() - 3, whole.size()));
        assertThat(schedule.due(end, begin, 3)).isEmpty();
    }

    /** What is said of a change of the clock is what the schedule does. */
    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0 30 2 * * ? | Europe/Berlin | On 2026-03-29 the clock leaps from 02:00 to 03:00: what is meant in between, as 02:30, comes 60 minutes later. | 2026-03-29T01:30:00Z",
                "0 30 2 * * ? | Europe/Berlin | On 2026-10-25 the clock shows 02:00 until 03:00 twice: what is meant in between, as 02:30, comes the first time. | 2026-10-25T00:30:00Z",
                "0 15 2 * * ? | Australia/Lord_Howe | On 2026-10-04 the clock leaps from 02:00 to 02:30: what is meant in between, as 02:15, comes 30 minutes later. | 2026-10-03T15:45:00Z",
                "0 0 1 ? * SUN | America/New_York | On 2026-11-01 the clock shows 01:00 until 02:00 twice: what is meant in between, as 01:00, comes the first time. | 2026-11-01T05:00:00Z"
            })
    void aChangeOfTheClockThatTouchesTheScheduleIsNamed(String cron, String zone, String text, Instant comes) {
        NightlySchedule schedule = new NightlySchedule(cron, ZoneId.of(zone));
        Instant begin = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(schedule.clockChanges(begin)).extracting(ClockChange::text).contains(text);
        assertThat(schedule.next(begin, 366)).contains(comes);
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource({
        "'0 30 2 * * ?', UTC",
        "'0 30 2 * * ?', Asia/Kolkata",
        "'0 30 4 * * ?', Europe/Berlin",
        "'0 30 2 ? * MON', Europe/Berlin",
        "'0 30 2 1 1 ? 2020', Europe/Berlin"
    })
    void aChangeThatDoesNotTouchItIsNotNamed(String cron, String zone) {
        assertThat(new NightlySchedule(cron, ZoneId.of(zone)).clockChanges(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
    }
}
