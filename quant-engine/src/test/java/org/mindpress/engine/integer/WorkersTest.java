package org.mindpress.engine.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkersTest {
    @ParameterizedTest(name = "threads={0}, units={1}")
    @CsvSource({"1,0", "1,7", "2,1", "2,7", "3,2", "5,5", "5,17", "7,1000"})
    void everyUnitIsDoneOnce(int threads, int units) {
        AtomicIntegerArray parts = new AtomicIntegerArray(units);
        AtomicIntegerArray pieces = new AtomicIntegerArray(units);
        try (Workers workers = Workers.of(threads)) {
            workers.split(units, (first, end) -> {
                for (int unit = first; unit < end; unit++) {
                    parts.incrementAndGet(unit);
                }
            });
            workers.each(units, pieces::incrementAndGet);
        }
        int[] once = new int[units];
        Arrays.fill(once, 1);
        assertThat(parts.toString()).isEqualTo(Arrays.toString(once));
        assertThat(pieces.toString()).isEqualTo(Arrays.toString(once));
    }

    @Test
    void aFaultInAPartComesThroughWithItsCause() {
        try (Workers workers = Workers.of(2)) {
            IllegalArgumentException fault = new IllegalArgumentException("wrong");
            assertThatThrownBy(() -> workers.split(9, (first, end) -> {
                        throw fault;
                    }))
                    .hasCause(fault);
        }
    }

    @ParameterizedTest(name = "threads={0}")
    @CsvSource({"1", "3"})
    void anInterruptedThreadIsToldAndStaysInterrupted(int threads) {
        try (Workers workers = Workers.of(threads)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> workers.split(9, (first, end) -> {})).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
