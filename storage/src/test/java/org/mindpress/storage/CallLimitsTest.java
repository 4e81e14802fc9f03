package org.mindpress.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CallLimitsTest {
    @Test
    void pausesDoubleUpToTheirBound() {
        assertThat(IntStream.rangeClosed(2, 8)
                        .mapToObj(CallLimits.DEFAULT::pauseBefore)
                        .map(Duration::toMillis))
                .containsExactly(200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
    }

    @Test
    void manyTriesDoNotOverflowThePause() {
        assertThat(CallLimits.DEFAULT.pauseBefore(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void limitsThatNeverEndOrNeverTryAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new CallLimits(Duration.ZERO, second, 1, second, second))
                .hasMessageContaining("positive");
        assertThatThrownBy(() -> new CallLimits(second, second, 0, second, second))
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new CallLimits(second, second, 1, second, Duration.ZERO))
                .hasMessageContaining("first <= longest");
    }
}
