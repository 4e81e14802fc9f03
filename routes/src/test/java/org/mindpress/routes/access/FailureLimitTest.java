package org.mindpress.routes.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureLimitTest {
    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-26T12:00:00Z"));
    private final FailureLimit limit = new FailureLimit(clock);

    private void fail(String key, int times) {
        for (int i = 0; i < times; i++) {
            limit.failed(key);
        }
    }

    @Test
    void theTenthFailureClosesAKeyUntilItsMinuteIsOver() {
        fail("a", 9);
        assertThat(limit.closed("a")).isEmpty();
        clock.advance(Duration.ofSeconds(20));
        limit.failed("a");

        assertThat(limit.closed("a")).contains(Duration.ofSeconds(40));
        assertThat(limit.closed("b")).isEmpty();
        clock.advance(Duration.ofSeconds(40));
        assertThat(limit.closed("a")).isEmpty();
    }

    @Test
    void failuresOfAnEarlierMinuteDoNotCount() {
        fail("a", 9);
        clock.advance(FailureLimit.WINDOW);
        limit.failed("a");

        assertThat(limit.closed("a")).isEmpty();
    }

    @Test
    void manyKeysShareOneCountAndOldOnesAreForgotten() {
        for (int i = 0; i < 1000; i++) {
            limit.failed("key " + i);
        }
        for (int i = 0; i < 10; i++) {
            limit.failed("more " + i);
        }
        assertThat(limit.closed("yet another")).isPresent();

        clock.advance(FailureLimit.WINDOW);
        assertThat(limit.closed("yet another")).isEmpty();
        limit.failed("yet another");
        assertThat(limit.closed("and one more")).isEmpty();
    }
}
