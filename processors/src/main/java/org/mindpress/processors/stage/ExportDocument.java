package org.mindpress.processors.stage;

/**
 * {@code export.json} of {@code export}.
 *
 * @param version of this form, 1
 * @param producer program and version, as the files say
 * @param deploymentBytes size of the deployment file
 * @param verificationBytes size of the verification file
 * @param qdqBytes size of the QDQ file
 */
record ExportDocument(int version, String producer, long deploymentBytes, long verificationBytes, long qdqBytes) {
    static final int VERSION = 1;
    static final String NAME = "export.json";

    ExportDocument {
        if (version != VERSION) {
            throw new IllegalArgumentException(NAME + " has version " + version + ", expected " + VERSION);
        }
    }
}
