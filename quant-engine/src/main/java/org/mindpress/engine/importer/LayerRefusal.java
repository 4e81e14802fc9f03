package org.mindpress.engine.importer;

/** Why one layer of a file cannot be translated; caught where layers are walked, so that all problems of a file come together. */
final class LayerRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String finding;
    private final String remedy;

    LayerRefusal(String finding, String remedy) {
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
