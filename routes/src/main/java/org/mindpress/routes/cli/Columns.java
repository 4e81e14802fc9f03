package org.mindpress.routes.cli;

import java.util.ArrayList;
import java.util.List;

/** Lines whose fields are parted by two or more spaces, set in columns. */
final class Columns {
    private static final String GAP = "  ";

    private Columns() {}

    static List<String> aligned(List<String> lines) {
        List<List<String>> rows =
                lines.stream().map(line -> List.of(line.split(" {2,}", -1))).toList();
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                if (i == widths.size()) {
                    widths.add(0);
                }
                widths.set(i, Math.max(widths.get(i), row.get(i).length()));
            }
        }
        List<String> aligned = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(i == 0 ? "" : GAP).append(row.get(i));
                if (i + 1 < row.size()) {
                    line.append(" ".repeat(widths.get(i) - row.get(i).length()));
                }
            }
            aligned.add(line.toString());
        }
        return aligned;
    }
}
