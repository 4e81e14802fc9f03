package org.mindpress.processors.report;

/** What a device's outputs say about a run. */
public enum DeviceStatus {
    /** On a real device every output has the bits of integer execution in one of its kernel forms. */
    VERIFIED("device verified"),
    /** On a real device some outputs differ from integer execution in every kernel form. */
    DIFFERS("device differs"),
    /** The device's kernels ran on another processor: good for bits, meaningless for times, and no device was measured. */
    EMULATED("emulated, not measured on a device");

    /** What is true of a run without any record. */
    public static final String NOT_MEASURED = "not measured on a device";

    private final String words;

    DeviceStatus(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }
}
