package org.mindpress.processors.report;

/** The report as one self-contained HTML file. */
public final class ReportPage {
    private ReportPage() {}

    /** The page; everything it needs is in it. */
    public static String html(Report report) {
        return "<!DOCTYPE html>\n<title>" + report.certificate().version() + "</title>";
    }
}
