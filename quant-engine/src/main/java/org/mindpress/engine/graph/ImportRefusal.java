package org.mindpress.engine.graph;

/**
 * Why one node or layer of a file cannot be read; caught where nodes are walked, so that all problems of a file come together in a
 * {@link ModelImportException}.
 */
public final class ImportRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String finding;
    private final String remedy;

    /**
     * A refusal.
     *
     * @param finding what is wrong, without the node's name
     * @param remedy what to do
     */
    public ImportRefusal(String finding, String remedy) {
        super(finding, null, false, false);
        this.finding = finding;
        this.remedy = remedy;
    }

    /** What is wrong. */
    public String finding() {
        return finding;
    }

    /** What to do. */
    public String remedy() {
        return remedy;
    }
}
