package org.mindpress.engine.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table between the marks of a document, in one order whatever was run first. Immutable. */
final class ConformanceTable {
    static final String BEGIN = "<!-- table: begin; written by the profile conformance -->";
    static final String END = "<!-- table: end -->";

    private static final String HEAD = """
            | net | reader | version | file | bytes | images | outputs | differing | nodes int8 / float | measured |
            |---|---|---|---|---|---|---|---|---|---|
            """;

    private static final Comparator<ConformanceRow> ORDER = Comparator.comparingInt(
                    (ConformanceRow row) -> ConformanceNet.position(row.net()))
            .thenComparing(ConformanceRow::net)
            .thenComparing(ConformanceRow::file)
            .thenComparing(ConformanceRow::reader)
            .thenComparing(ConformanceRow::version)
            .thenComparing(row -> row.subject().toString());

    private final List<ConformanceRow> rows;

    ConformanceTable(List<ConformanceRow> rows) {
        this.rows = rows.stream().sorted(ORDER).toList();
    }

    /** The table of a document. */
    static ConformanceTable in(String document) {
        return new ConformanceTable(block(document)
                .lines()
                .skip(HEAD.lines().count())
                .map(ConformanceRow::parse)
                .toList());
    }

    private static String block(String document) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("the document has no lines '" + BEGIN + "' and '" + END + "'");
        }
        return document.substring(begin + BEGIN.length(), end).strip();
    }

    List<ConformanceRow> rows() {
        return rows;
    }

    /** This table with new rows in the place of those with the same subject. */
    ConformanceTable with(List<ConformanceRow> others) {
        Map<List<String>, ConformanceRow> merged = new LinkedHashMap<>();
        Stream.concat(rows.stream(), others.stream()).forEach(row -> merged.put(row.subject(), row));
        return new ConformanceTable(List.copyOf(merged.values()));
    }

    /** The document with this table between its marks. */
    String writeInto(String document) {
        String old = block(document);
        int start = document.indexOf(old, document.indexOf(BEGIN));
        return document.substring(0, start) + text() + document.substring(start + old.length());
    }

    private String text() {
        return HEAD + rows.stream().map(ConformanceRow::line).collect(Collectors.joining("\n"));
    }

    /** What a complete run found that this table does not say, and what it says that the run did not find. */
    List<String> differencesTo(List<ConformanceRow> run) {
        List<String> differences = new ArrayList<>();
        without(run, rows).forEach(line -> differences.add("not in the table: " + line));
        without(rows, run).forEach(line -> differences.add("not found by this run: " + line));
        return differences;
    }

    /** Lines of every run that no other row agrees with. */
    private static Stream<String> without(List<ConformanceRow> rows, List<ConformanceRow> others) {
        return rows.stream()
                .filter(ConformanceRow::isOfEveryRun)
                .filter(row -> others.stream().noneMatch(row::agreesWith))
                .map(ConformanceRow::line)
                .sorted();
    }
}
