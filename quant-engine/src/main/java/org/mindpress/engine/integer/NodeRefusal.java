package org.mindpress.engine.integer;

/** Ends the assembly of one node with a finding and a remedy; the assembler collects them for all nodes. */
final class NodeRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String finding;
    private final String remedy;

    NodeRefusal(String finding, String remedy) {
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
