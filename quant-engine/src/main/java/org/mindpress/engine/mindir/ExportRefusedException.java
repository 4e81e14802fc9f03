package org.mindpress.engine.mindir;

import java.util.List;
import java.util.stream.Collectors;

/** A model that must not be written, because the device would compute something else or not load it. */
public final class ExportRefusedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<LintFinding> findings;

    /** A refusal for at least one finding. */
    public ExportRefusedException(String model, List<LintFinding> findings) {
        super(model + ": " + findings.size() + " rules of the int8 device are broken:\n"
                + findings.stream().map(finding -> "  " + finding).collect(Collectors.joining("\n")));
        this.findings = List.copyOf(findings);
    }

    /** Everything that was found. */
    public List<LintFinding> findings() {
        return findings;
    }
}
