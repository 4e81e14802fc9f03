package org.mindpress.routes.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.processors.pipeline.Completeness;
import org.mindpress.processors.run.DataListing;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.routes.events.DataDecision.Kind;
import org.mindpress.storage.StoredObject;

class DataSetRuleTest {
    private static final Instant START = Instant.parse("2026-03-01T02:00:00Z");
    private static final Duration QUIET = Duration.ofMinutes(5);
    private static final Completeness BY_MARKER = new Completeness(Completeness.Rule.MARKER, QUIET);
    private static final Completeness BY_QUIET = new Completeness(Completeness.Rule.QUIET, QUIET);

    private static StoredObject object(String name, long second) {
        return new StoredObject("datasets/a/" + name, 1, "etag-" + second, START.plusSeconds(second));
    }

    private static DataListing listing(StoredObject... objects) {
        return new DataListing("datasets/a/", List.of(objects));
    }

    private static Kind decide(DataListing listing, Completeness completeness, DataHistory history, long second) {
        Instant now = START.plusSeconds(second);
        return DataSetRule.decide(listing, DataSetState.first(listing, now), completeness, history, now)
                .kind();
    }

    @Test
    void theMarkerDecidesAloneAndCountsOnlyAsTheLastObject() {
        StoredObject image = object("image.png", 10);

        assertThat(decide(listing(image), BY_MARKER, DataHistory.OTHER_DATA, 100_000))
                .isEqualTo(Kind.WAIT);
        assertThat(decide(listing(object("_READY", 11), image), BY_MARKER, DataHistory.OTHER_DATA, 11))
                .isEqualTo(Kind.SUBMIT);
        assertThat(decide(listing(object("_READY", 10), image), BY_MARKER, DataHistory.OTHER_DATA, 10))
                .isEqualTo(Kind.SUBMIT);
        assertThat(decide(listing(object("_READY", 9), image), BY_MARKER, DataHistory.OTHER_DATA, 100_000))
                .isEqualTo(Kind.WAIT);
    }

    @Test
    void theQuietPeriodDecidesAloneAndEndsToTheSecond() {
        DataListing marked = listing(object("_READY", 11), object("image.png", 10));

        assertThat(decide(marked, BY_QUIET, DataHistory.OTHER_DATA, 11 + QUIET.toSeconds() - 1))
                .isEqualTo(Kind.WAIT);
        assertThat(decide(marked, BY_QUIET, DataHistory.OTHER_DATA, 11 + QUIET.toSeconds()))
                .isEqualTo(Kind.SUBMIT);
    }

    @Test
    void aMarkerWithoutDataIsNoDataSet() {
        assertThat(decide(listing(object("_READY", 1)), BY_MARKER, DataHistory.OTHER_DATA, 9))
                .isEqualTo(Kind.NONE);
        assertThat(decide(listing(), BY_QUIET, DataHistory.OTHER_DATA, 9_000)).isEqualTo(Kind.NONE);
    }

    @Test
    void whatARunHasReadIsNotNewHoweverOftenAndLateItIsToldOf() {
        DataHistory read = DataHistory.readBy(new RunReference("a", RunId.of(START, TriggerKey.api("a", "x"))));
        DataListing complete = listing(object("_READY", 11), object("image.png", 10));

        for (long second : new long[] {11, 400, 1_000_000}) {
            assertThat(decide(complete, BY_MARKER, read, second)).isEqualTo(Kind.NONE);
            assertThat(decide(complete, BY_QUIET, read, second)).isEqualTo(Kind.NONE);
        }
    }

    @Test
    void dataFromBeforeThePipelineAreNotNewForItsFirstRun() {
        DataListing complete = listing(object("_READY", 11), object("image.png", 10));

        assertThat(decide(complete, BY_MARKER, DataHistory.noRunSince(START.plusSeconds(12)), 20))
                .isEqualTo(Kind.NONE);
        assertThat(decide(complete, BY_MARKER, DataHistory.noRunSince(START.plusSeconds(11)), 20))
                .isEqualTo(Kind.SUBMIT);
    }

    @Test
    void aRemovalStartsTheQuietPeriodAgain() {
        DataListing two = listing(object("a.png", 0), object("b.png", 1));
        DataSetState state = DataSetState.first(two, START.plusSeconds(60));
        DataListing one = listing(object("a.png", 0));
        Instant later = START.plus(Duration.ofHours(1));
        DataSetState after = state.next(one, later);

        assertThat(after.changedAt()).isEqualTo(later);
        assertThat(DataSetRule.decide(one, after, BY_QUIET, DataHistory.OTHER_DATA, later.plus(QUIET.minusSeconds(1)))
                        .kind())
                .isEqualTo(Kind.WAIT);
        assertThat(DataSetRule.decide(one, after, BY_QUIET, DataHistory.OTHER_DATA, later.plus(QUIET))
                        .kind())
                .isEqualTo(Kind.SUBMIT);
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void uploadsInTwoBurstsAreTwoRunsWheneverSomebodyLooks(long seed) {
        Random random = new Random(seed);
        List<StoredObject> objects = new ArrayList<>();
        Optional<DataSetState> state = Optional.empty();
        List<String> submitted = new ArrayList<>();
        long end = 60 + QUIET.toSeconds();
        long last = 3 * end + 30;
        for (long second = 0; second <= last; second++) {
            boolean burst = second % (2 * end) < 60;
            if (burst && (second % (2 * end) == 0 || random.nextInt(3) > 0)) {
                objects.add(object("image-" + objects.size(), second));
            }
            // any number of looks at any time: one source, three sources, none for a while; but one before the second
            // burst and one at the end
            boolean must = second == 2 * end - 1 || second == last;
            for (int looks = must ? 1 : random.nextInt(4) - 1; looks > 0; looks--) {
                Instant now = START.plusSeconds(second);
                DataListing listing = listing(objects.toArray(StoredObject[]::new));
                state = Optional.of(state.map(before -> before.next(listing, now))
                        .orElseGet(() -> DataSetState.first(listing, now)));
                DataHistory history = submitted.contains(listing.digest())
                        ? DataHistory.readBy(new RunReference("a", RunId.of(START, TriggerKey.api("a", "x"))))
                        : DataHistory.OTHER_DATA;
                if (DataSetRule.decide(listing, state.get(), BY_QUIET, history, now)
                                .kind()
                        == Kind.SUBMIT) {
                    submitted.add(listing.digest());
                }
            }
        }
        assertThat(submitted).as("seed %d", seed).hasSize(2).doesNotHaveDuplicates();
    }
}
