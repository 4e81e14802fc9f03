package org.mindpress.processors.pipeline;

/** The mappings of a pipeline file. */
enum Section {
    ROOT(""),
    SCHEDULE("schedule"),
    DATA("data"),
    AUGMENTATION("data.augmentation"),
    MODEL("model"),
    INPUT("input"),
    POLICY("policy"),
    POLICY_DEFAULT("policy.default"),
    POLICY_RULE("policy.rules"),
    STAGES("stages"),
    QAT("stages.qat"),
    DISTILL("stages.distill"),
    CALIBRATE("stages.calibrate"),
    EXPORT("stages.export"),
    VERIFY("stages.verify"),
    GATE("gate");

    private final String path;

    Section(String path) {
        this.path = path;
    }

    /** Keys from the top of the file, joined by dots; empty for the top itself. */
    String path() {
        return path;
    }

    /** How a message calls it. */
    String label() {
        return path.isEmpty() ? "a pipeline" : "'" + path + "'";
    }
}
