package org.mindpress.monitoring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One gauge with a changing set of rows. Not thread-safe. */
final class GaugeRows {
    private final MultiGauge gauge;
    private final List<MultiGauge.Row<?>> rows = new ArrayList<>();

    GaugeRows(Meters meter, MeterRegistry registry) {
        MultiGauge.Builder builder = MultiGauge.builder(meter.meterName()).description(meter.description());
        this.gauge = (meter.unit().isEmpty() ? builder : builder.baseUnit(meter.unit())).register(registry);
    }

    /** Shows exactly the rows that the callback adds. */
    void replace(Consumer<GaugeRows> fill) {
        rows.clear();
        fill.accept(this);
        gauge.register(rows, true);
    }

    void add(Tags tags, double value) {
        rows.add(MultiGauge.Row.of(tags, value));
    }
}
