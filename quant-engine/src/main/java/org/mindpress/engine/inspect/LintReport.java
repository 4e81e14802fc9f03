package org.mindpress.engine.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mindpress.engine.mindir.ExportLint;
import org.mindpress.engine.mindir.LintFinding;

/**
 * What the int8 device would make of a MindIR file, by rules L01 to L24.
 *
 * @param version of this document, {@value #VERSION}
 * @param model the file
 * @param findings in the order of the rules; none when the device runs the file in int8 as it is meant
 */
public record LintReport(int version, FileIdentity model, List<LintFinding> findings) {
    public static final int VERSION = 1;

    /** Copies the findings. */
    public LintReport {
        findings = List.copyOf(findings);
    }

    /**
     * Applies all rules.
     *
     * @param fileName how messages call the file
     * @throws org.mindpress.engine.mindir.MalformedModelException when the bytes are no MindIR
     */
    public static LintReport of(String fileName, byte[] mindir) {
        return new LintReport(VERSION, FileIdentity.of(fileName, mindir), ExportLint.check(fileName, mindir));
    }

    /** Whether nothing was found. */
    public boolean clean() {
        return findings.isEmpty();
    }

    /** For people: every finding with node, consequence and remedy, and how many each rule has. */
    public List<String> lines() {
        if (clean()) {
            return List.of(model.file() + ": no findings: rules L01 to L24 hold");
        }
        List<String> lines = new ArrayList<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (LintFinding finding : findings) {
            counts.merge(finding.rule(), 1, Integer::sum);
            lines.add(finding.rule() + "  " + finding.node());
            lines.add("    on the device: " + finding.consequence());
            lines.add("    remedy: " + finding.remedy());
        }
        lines.add(model.file() + ": " + findings.size() + (findings.size() == 1 ? " finding " : " findings ") + counts);
        return lines;
    }
}
