package org.mindpress.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last step of the profile: puts the rows that its tests left into the table of {@code docs/conformance.md}. With {@code CI} in the
 * environment it changes nothing, and fails unless the table says what was run ({@link ConformanceRow#agreesWith}).
 */
@Tag("conformance-table")
class ConformanceDocumentTest {
    private static final Logger LOG = LoggerFactory.getLogger(ConformanceDocumentTest.class);
    private static final Path DOCUMENT = Path.of("..", "docs", "conformance.md");

    @Test
    void theTableSaysWhatWasRun() throws IOException {
        String document = Files.readString(DOCUMENT);
        ConformanceTable table = ConformanceTable.in(document);
        List<ConformanceRow> run = run();
        String refreshed = table.with(run).writeInto(document);
        Files.writeString(ConformanceRow.FOLDER.resolveSibling("conformance.md"), refreshed);
        if (System.getenv("CI") != null) {
            assertThat(table.differencesTo(run))
                    .as(
                            "the table of docs/conformance.md against this run; to refresh it, without CI in the environment:"
                                    + " mvn -B test -Pconformance -pl quant-engine")
                    .isEmpty();
        } else if (!refreshed.equals(document)) {
            Files.writeString(DOCUMENT, refreshed);
            LOG.warn("docs/conformance.md: the table was refreshed: {}", table.differencesTo(run));
        }
        assertThat(run)
                .allSatisfy(row -> assertThat(row.differing()).as(row.line()).isZero());
    }

    private static List<ConformanceRow> run() throws IOException {
        List<ConformanceRow> rows = new ArrayList<>();
        Files.createDirectories(ConformanceRow.FOLDER);
        try (Stream<Path> files = Files.list(ConformanceRow.FOLDER)) {
            for (Path file : files.sorted().toList()) {
                rows.add(ConformanceRow.parse(Files.readString(file)));
            }
        }
        return rows;
    }
}
