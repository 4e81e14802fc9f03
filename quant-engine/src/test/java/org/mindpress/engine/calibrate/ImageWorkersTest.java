package org.mindpress.engine.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageWorkersTest {
    @ParameterizedTest(name = "workers={0}, images={1}")
    @CsvSource({"1,0", "1,7", "2,1", "3,17"})
    void everyImageIsDoneOnce(int count, int images) {
        AtomicIntegerArray done = new AtomicIntegerArray(images);
        try (ImageWorkers workers = new ImageWorkers(count)) {
            workers.forEach(0, images, (worker, image) -> done.incrementAndGet(image));
        }
        int[] once = new int[images];
        Arrays.fill(once, 1);
        assertThat(done.toString()).isEqualTo(Arrays.toString(once));
    }

    @Test
    void anInterruptedThreadIsToldAndStaysInterruptedHoweverShortTheWork() {
        try (ImageWorkers workers = new ImageWorkers(2)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> workers.forEach(0, 0, (worker, image) -> {}))
                    .hasMessage("calibration was interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
