package org.mindpress.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConformanceTableTest {
    private static final ConformanceRow LITE = ConformanceRow.of(
            "ResNet-20", "MindSpore Lite, x86-64", "2.0.0", "deployment", 342170, 250, 2500, 0, "34 / 0");
    private static final ConformanceRow SMALL = ConformanceRow.of(
            "residual, generated", "MindSpore, batch 50", "2.8.0", "verification", 49589, 200, 1000, 0, "-");
    private static final ConformanceRow BENCHMARK = new ConformanceRow(
            "ResNet-20",
            "MindSpore, batch 50",
            "2.8.0",
            "verification",
            433249,
            10000,
            100000,
            0,
            "-",
            "2026-11-26, script");
    private static final String EMPTY = "Before.\n\n" + ConformanceTable.BEGIN + "\n| a | b |\n|---|---|\n"
            + ConformanceTable.END + "\n\nBehind.\n";

    @Test
    void aLineReadBackIsTheRow() {
        assertThat(ConformanceRow.parse(LITE.line())).isEqualTo(LITE);
        assertThat(ConformanceRow.parse(BENCHMARK.line())).isEqualTo(BENCHMARK);
    }

    @Test
    void theOrderIsThatOfTheNetsWhateverWasRunFirst() {
        assertThat(new ConformanceTable(List.of(BENCHMARK, LITE, SMALL)).rows())
                .isEqualTo(new ConformanceTable(List.of(SMALL, BENCHMARK, LITE)).rows())
                .containsExactly(SMALL, LITE, BENCHMARK);
    }

    @Test
    void writingTwiceGivesTheSameDocument() {
        String once = new ConformanceTable(List.of(LITE, BENCHMARK)).writeInto(EMPTY);
        assertThat(once).startsWith("Before.\n\n<!--").endsWith("<!-- table: end -->\n\nBehind.\n");
        assertThat(ConformanceTable.in(once).with(List.of(LITE)).writeInto(once))
                .isEqualTo(once);
    }

    @Test
    void rowsThatWereNotRunStay() {
        ConformanceRow larger = ConformanceRow.of(
                LITE.net(), LITE.reader(), LITE.version(), LITE.file(), 400000, 250, 2500, 0, LITE.nodes());
        assertThat(new ConformanceTable(List.of(LITE, SMALL, BENCHMARK))
                        .with(List.of(larger))
                        .rows())
                .containsExactly(SMALL, larger, BENCHMARK);
    }

    @Test
    void aRunMustFindEveryRowButThoseOfBenchmarks() {
        ConformanceTable table = new ConformanceTable(List.of(LITE, SMALL, BENCHMARK));
        assertThat(table.differencesTo(List.of(SMALL, LITE))).isEmpty();
        assertThat(table.differencesTo(List.of(LITE))).containsExactly("not found by this run: " + SMALL.line());
        assertThat(new ConformanceTable(List.of(LITE)).differencesTo(List.of(SMALL, LITE)))
                .containsExactly("not in the table: " + SMALL.line());
    }

    @Test
    void anotherProcessorMayGiveAFewOtherBytesAndSplitChannelsButNoOtherResult() {
        ConformanceRow split =
                row(1_000_000, 0, "ordinary operators; 827 channels beyond 2^24 in 3 split convolutions");
        ConformanceTable table = new ConformanceTable(List.of(split));
        assertThat(table.differencesTo(List.of(
                        row(1_009_000, 0, "ordinary operators; 830 channels beyond 2^24 in 3 split convolutions"))))
                .isEmpty();
        for (ConformanceRow other : List.of(
                row(1_011_000, 0, split.nodes()),
                row(1_000_000, 1, split.nodes()),
                row(1_000_000, 0, "ordinary operators; 827 channels beyond 2^24 in 4 split convolutions"))) {
            assertThat(table.differencesTo(List.of(other))).hasSize(2);
        }
    }

    private static ConformanceRow row(long bytes, long differing, String nodes) {
        return ConformanceRow.of("net", "reader", "1", "verification", bytes, 3, 30, differing, nodes);
    }

    @Test
    void aDocumentWithoutMarksIsRefused() {
        assertThatThrownBy(() -> ConformanceTable.in("no table")).hasMessageContaining("table: begin");
    }
}
