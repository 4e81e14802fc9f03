package org.mindpress.processors.pipeline;

/** Forms of the files of a data set. */
public enum DataFormat {
    CIFAR_10("cifar-10"),
    IDX("idx"),
    FOLDERS("folders");

    private final String spelling;

    DataFormat(String spelling) {
        this.spelling = spelling;
    }

    /** The one spelling in pipeline files and manifests. */
    public String spelling() {
        return spelling;
    }
}
