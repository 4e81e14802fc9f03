package org.mindpress.engine.onnx;

/** Why one node cannot be lowered; caught where nodes are walked, so that all problems of a file come together. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String finding;
    private final String remedy;

    Refusal(String finding, String remedy) {
        super(finding, null, false, false);
        this.finding = finding;
        this.remedy = remedy;
    }

    String finding() {
        return finding;
    }

    String remedy() {
        return remedy;
    }
}
