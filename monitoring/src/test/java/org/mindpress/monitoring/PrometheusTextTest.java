package org.mindpress.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws that {@code promtool check metrics} demands, on the text that is served. */
final class PrometheusTextTest {
    private static PrometheusText text() {
        PrometheusMeterRegistry registry = PrometheusRegistryFactory.create(Clock.SYSTEM);
        Samples.everything(new MindpressMetrics(registry));
        return new PrometheusText(registry.scrape());
    }

    @Test
    void everyFamilyHasHelpAndType() {
        assertThat(text().families())
                .isNotEmpty()
                .allSatisfy(
                        family -> assertThat(family.help()).as(family.name()).isNotBlank());
    }

    @Test
    void theSeriesAreThoseThatAreDeclared() {
        TreeSet<String> declared = new TreeSet<>();
        Arrays.stream(Meters.values()).map(Meters::series).forEach(declared::addAll);
        assertThat(new TreeSet<>(text().samples().stream()
                        .map(PrometheusText.Sample::series)
                        .toList()))
                .isEqualTo(declared);
    }

    @Test
    void everySampleHasExactlyTheDeclaredLabels() {
        for (PrometheusText.Sample sample : text().samples()) {
            Meters meter = Arrays.stream(Meters.values())
                    .filter(candidate -> candidate.series().contains(sample.series()))
                    .findFirst()
                    .orElseThrow();
            assertThat(sample.labels().keySet()).as(sample.series()).containsExactlyInAnyOrderElementsOf(meter.tags());
        }
    }

    @Test
    void noSeriesIsThereTwice() {
        assertThat(text().samples().stream()
                        .map(sample -> sample.series() + sample.labels())
                        .toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void namesKeepTheConventions() {
        for (PrometheusText.Family family : text().families()) {
            assertThat(family.name())
                    .matches("mindpress(_[a-z0-9]+)+")
                    .doesNotContainPattern("_(gauge|counter|histogram|summary)(_|$)")
                    .doesNotContainPattern(
                            "_(milliseconds|millis|ms|minutes|hours|days|kilobytes|megabytes|percent)(_|$)")
                    .doesNotMatch(".*_(count|sum|bucket)");
            assertThat(family.name().endsWith("_total"))
                    .as(family + ": counters and only they end in _total")
                    .isEqualTo(family.type().equals("counter"));
        }
        List<String> reserved = List.of("quantile", "le", "job", "instance");
        assertThat(text().samples())
                .allSatisfy(sample ->
                        assertThat(sample.labels().keySet()).as(sample.series()).doesNotContainAnyElementsOf(reserved));
    }

    @ParameterizedTest(name = "text={0}")
    @ValueSource(
            strings = {
                "a 1",
                "a 1\n",
                "# TYPE a gauge\nb 1\n",
                "# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n",
                "# TYPE a gauge\na{x=\"\"\"} 1\n",
                "# TYPE a gauge\n# TYPE a gauge\n",
                "# TYPE a strange\n",
                "# TYPE a gauge\na one\n"
            })
    void theParserItselfRefusesWhatIsNoPrometheusText(String text) {
        assertThatThrownBy(() -> new PrometheusText(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
