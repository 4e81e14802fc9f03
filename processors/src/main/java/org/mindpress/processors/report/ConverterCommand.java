package org.mindpress.processors.report;

/** Command lines of MindSpore Lite's converter, ready to copy. */
public final class ConverterCommand {
    /** Makes {@code int8.ms} of the deployment file; no configuration is needed. */
    public static final String INT8 = "converter_lite --fmk=MINDIR --modelFile=deployment.mindir --outputFile=int8";

    private ConverterCommand() {}
}
