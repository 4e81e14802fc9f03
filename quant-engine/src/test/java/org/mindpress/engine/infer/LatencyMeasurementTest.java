package org.mindpress.engine.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatencyMeasurementTest {

    @Test
    void percentilesAreNearestRank() {
        long[] nanos =
                LongStream.rangeClosed(1, 200).map(i -> (201 - i) * 1_000_000).toArray();
        assertThat(LatencyMeasurement.of(nanos)).isEqualTo(new LatencyMeasurement(200, 100, 198));
    }

    @Test
    void oneRunIsItsOwnPercentiles() {
        assertThat(LatencyMeasurement.of(new long[] {2_500_000})).isEqualTo(new LatencyMeasurement(1, 2.5, 2.5));
    }

    @Test
    void warmUpDoesNotCount() {
        AtomicLong reads = new AtomicLong();
        try (FloatSession session =
                FloatSession.open(FirstTestImages.model("resnet20-cifar10.onnx"), SessionSettings.optimized(1))) {
            LatencyMeasurement measured = LatencyMeasurement.measure(
                    session,
                    FirstTestImages.normalized(1),
                    new LatencyProtocol(2, 3),
                    () -> reads.getAndIncrement() * 1_000_000);
            assertThat(measured).isEqualTo(new LatencyMeasurement(3, 1, 1));
            assertThat(reads).hasValue(6);
        }
    }

    @Test
    void aProtocolNeedsARun() {
        assertThatThrownBy(() -> new LatencyProtocol(0, 0)).hasMessageContaining("measuredRuns=0");
    }
}
